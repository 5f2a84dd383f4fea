# The store's program, one image for every part: its command says which (`serve identity`, …: docker-compose.yml).
# BASE: any Debian with Python 3.11 or newer and its venv module; decision 0021 says what else is asked of it.
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS built
WORKDIR /opt/chandlery
RUN python3 -m venv /tmp/pip && python3 -m venv --without-pip venv
COPY requirements/run.txt requirements.txt
# Where packages come from is a secret of the build: a pip.conf, and certificates that it may name.
# One comes as source alone; setuptools, which builds it, is one of them and comes first, so that nothing comes unhashed.
RUN --mount=type=secret,id=pip.conf --mount=type=secret,id=certificates \
    export PIP_CONFIG_FILE=/run/secrets/pip.conf PIP_DISABLE_PIP_VERSION_CHECK=1 \
 && sed -n '/^setuptools==/,/[^\\]$/p' requirements.txt > builds.txt \
 && for wanted in builds.txt requirements.txt; do /tmp/pip/bin/pip --python venv/bin/python install --no-cache-dir --no-compile \
    --only-binary :all: --no-binary quotequail --no-build-isolation --require-hashes --requirement "$wanted" || exit 1; done
RUN venv/bin/python -m compileall -q --invalidation-mode unchecked-hash venv \
 && echo /opt/chandlery/app > "$(venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/chandlery.pth" \
 && printf '%s\n' '#!/opt/chandlery/venv/bin/python' 'from cli.chandlery.__main__ import main' 'main()' > venv/bin/chandlery \
 && chmod 755 venv/bin/chandlery
COPY LICENSE app/
COPY vocabulary app/vocabulary
COPY eventlog app/eventlog
COPY mailing app/mailing
COPY services app/services
COPY gateway app/gateway
COPY cli app/cli
COPY demo app/demo
COPY tools/plugin app/tools/plugin
RUN venv/bin/python app/tools/plugin && venv/bin/python -m compileall -q --invalidation-mode unchecked-hash app

FROM ${BASE}
LABEL org.opencontainers.image.title="Chandlery" \
      org.opencontainers.image.description="A store for container images that anyone can run" \
      org.opencontainers.image.licenses="Apache-2.0"
# For `backup` and `restore`: no newer a server than Debian's client can be backed up with it.
RUN command -v pg_dump >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql-client \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt /var/log/apt /var/log/dpkg.log; }
RUN groupadd --gid 10001 chandlery \
 && useradd --uid 10001 --gid chandlery --home-dir /var/lib/chandlery --no-create-home --shell /usr/sbin/nologin chandlery \
 && install -d -o chandlery -g chandlery -m 700 /var/lib/chandlery /var/lib/chandlery-registry /var/lib/chandlery-backups
COPY --from=built /opt/chandlery/venv /opt/chandlery/venv
COPY --from=built /opt/chandlery/app /opt/chandlery/app
ENV PATH=/opt/chandlery/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    CHANDLERY_DATA=/var/lib/chandlery \
    CHANDLERY_BIND=0.0.0.0 \
    CHANDLERY_REGISTRY_PROGRAM=none
USER chandlery
WORKDIR /var/lib/chandlery
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["python3", "-m", "cli.chandlery.healthy"]
ENTRYPOINT ["chandlery"]
CMD ["--help"]
