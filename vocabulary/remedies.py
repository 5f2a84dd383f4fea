"""What to do about a finding, or about a prerequisite that is not met: reports and logs keep it in English, pages tell
it in the reader's language."""

from vocabulary import sentences

REMEDIES = {
    # a prerequisite: it is met, or what to do
    "withdraw-given-away": "The product is another publisher’s now. Once this is withdrawn or rejected, that one may "
    "send it in.",
    "ask-why-suspended": "The publisher is suspended; ask the store why.",
    "await-approval": "The store has not approved the publisher yet.",
    "approved": "The store has approved the publisher.",
    "accept-agreement": "Accept the publisher agreement in its version %(version)s.",
    "agreement-accepted": "The publisher agreement is accepted in its version %(version)s.",
    "say-how-helped": "Say in the publisher's profile how customers are helped, and by whom.",
    "said-how-helped": "The profile says how customers are helped, and by whom.",
    "exchanged-by-tsanet": "Tickets are exchanged by TSANet, as %(member)s.",
    "exchanged-directly": "Tickets are exchanged directly, by mail to the support contact.",
    "name-exchange": "Name a TSANet membership, or a support contact for direct exchange.",
    "say-engine": "Say on which version of Docker Engine the image was tested.",
    "test-plugin-newer": "Test the plugin on Docker Engine 17.03 or newer.",
    "test-on-engine": "Test it on Docker Engine %(versions)s.",
    "tested-on-engine": "Tested on Docker Engine %(version)s.",
    "any-infrastructure": "Any infrastructure will do.",
    "test-on-infrastructure": "Test it on %(names)s, and say so.",
    "tested-on-infrastructure": "Tested on %(name)s.",
    # identity
    "add-annotation": 'Add LABEL %(name)s="…" or the same annotation',
    "name-licence": "Put the licence's text into /licenses, or name it in LABEL org.opencontainers.image.licenses",
    "build-for": "Build the image for %(platform)s, or name it right",
    "name-otherwise": "Name it otherwise, or say “for %(name)s”",
    "push-version-tag": "Push a tag that names the version, such as 1.4.2",
    # base
    "build-from-approved": "Build FROM an approved base image",
    "build-again": "Build again FROM %(base)s, with --pull",
    "leave-as-packaged": "Leave it as %(package)s brings it, or install another version of the package",
    "remove-package": "Remove %(package)s",
    # shape
    "name-what-starts": "Name what the image starts, with ENTRYPOINT or CMD",
    "write-entrypoint-list": 'Write it as a list: ENTRYPOINT ["program", "argument"]',
    "write-list": 'Write it as a list: %(part)s ["program", "…"]',
    "add-healthcheck": "Add HEALTHCHECK CMD with a command that fails when the software is not well",
    "join-steps": "Join RUN steps that belong together, or copy the result into a last stage",
    "start-one-program": "Start one program; give each other one an image of its own",
    "add-account": "Add an account for the software and name it in USER, best by its number",
    "add-user": "Add %(user)s to /%(file)s, or name the account by its number",
    "write-port": "Write a number from 1 to 65535, with /tcp, /udp or /sctp",
    "leave-to-exec": "Leave it to docker exec to get into a container",
    "leave-out-of-stage": "Leave out what only the build needs, in a stage of its own",
    "take-out-of-volume": "Take it out of VOLUME; who runs the image can mount what it needs",
    # hygiene
    "build-newer-base": "Build FROM a newer base",
    "leave-one-account": "Leave one account %(name)s",
    "leave-one-group": "Leave one group %(name)s",
    "account-own-number": "Give each account a number of its own",
    "group-own-number": "Give each group a number of its own",
    "lock-account": "Lock it: passwd -l %(account)s, or write ! in its place",
    "join-with-install": "Join it with the step that installs: RUN %(update)s && %(manager)s …",
    "ignore-or-copy-less": "Name it in .dockerignore, or copy only what runs",
    "end-run-with": "End the RUN that installs with: %(command)s",
    "read-from-file": "Take it out of ENV, make the value invalid, and read it from %(name)s_FILE or docker run",
    "mount-secret": "Make the value invalid, and hand it over by RUN --mount=type=secret",
    "build-without": "Make it invalid, and build without it: it must not be copied into any layer",
    "drop-setuid": "Where nobody needs it: RUN chmod a-s /%(file)s",
    "leave-sudo-out": "Leave sudo out: RUN is root where USER does not say otherwise; to step down, use setpriv or "
    "gosu",
    # what an engine tried
    "start-bare": "Make it start without network and without settings, or say how by its documentation and a waiver.",
    "mend-healthcheck": "Run its health check by hand in the container and mend what it says.",
    "handle-sigterm": "Run its program by exec, so that it is process 1, and handle SIGTERM there.",
    "log-to-stdout": "Send its log to standard output or standard error, and not to a file in the container alone.",
    "leave-zone": "Leave TZ and /etc/localtime alone; whoever runs it sets the zone.",
    "exec-arguments": 'End its entrypoint by exec "$@" where the first argument is no option.',
    "declare-volumes": "Declare a volume for each folder that it writes to.",
    "drop-capabilities": "Listen on a port above 1023, change no owners at start, and say which capabilities it needs.",
    # plugins
    "mend-configuration": "Mend its configuration as the engine says.",
    "answer-activate": "Make it listen on the socket that its configuration names, and answer Plugin.Activate.",
    "answer-volume-driver": "Answer VolumeDriver.Create, Mount, Path, Unmount and Remove as the volume plugin protocol "
    "says.",
    "answer-log-driver": "Read the FIFO that StartLogging names, and give the same entries back by ReadLogs.",
    "answer-handshake": "Answer Plugin.Activate with the interfaces that its configuration names.",
    "end-clean": "Make it end on SIGTERM and leave no mount behind.",
    "keep-state": "Keep its state below its propagated mount, which an upgrade spares.",
    "leave-nothing": "Leave no mount and no volume behind.",
    "name-interface": "Name one of %(known)s.",
    "say-why-privileged": "Say in its description why it needs this; a reviewer reads it.",
    # supply chain
    "sign": "Sign it by its digest: cosign sign --key cosign.key IMAGE@DIGEST",
    "sign-and-register": "Sign it by its digest: cosign sign --key cosign.key IMAGE@DIGEST, and register the public "
    "key in your publisher's settings",
    "attach-sbom": "Attach one: cosign attest --type cyclonedx --predicate FILE …",
    "state-provenance": "Let the build state it: docker buildx build --provenance=mode=max …",
    # compose files
    "check-compose": "Check it with docker compose config",
    "leave-one-key": "Leave one of them",
    "name-a-service": "Name at least one service with its image",
    "write-services-here": "Write all services into this one",
    "name-service-right": "Use letters, digits and any of .-_",
    "add-image": "Add image: with a released tag or a digest",
    "quote-image": "Put the image's name in quotes",
    "write-it-here": "Write it into this one",
    "correct-key": "Correct its name, or put x- before it",
    "declare-it": "Add it, or drop this",
    "declare-volume": "Name it below volumes:",
    "name-tag-or-digest": "Name a released tag, or the digest: name@sha256:…",
    "release-and-name": "Release the image in the store and name it here",
    "write-without-variables": "Write the image's name without variables",
    "release-or-name-another": "Release it in the store, or name one that the store has",
    "name-released": "Name a released tag or its digest",
    "keep-in-volume": "Keep data in a named volume; what must come from the host, say in the product's text",
    "drop-powers": "Leave it out, or say in the product's text why it cannot be without",
    "release-in-plan": "Release it in %(repository)s as well, which comes with the plan",
    "lies-elsewhere": "The store neither holds nor checks it; see that it stays there",
}
SENTENCES = tuple(REMEDIES.values())


def remedy(code: str, **particulars: object) -> str:
    return REMEDIES[code] % particulars


def recognised(text: str) -> tuple[str, dict[str, str]] | None:
    """The sentence that a text was made of, and its particulars; None for a text that is none of these."""
    return sentences.recognised(text, SENTENCES)
