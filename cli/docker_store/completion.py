"""`completion`: the script by which a shell asks `docker-store` itself what may come next.

`docker store` needs none: docker's own completion asks its plugins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.docker_store.ending import DONE

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from cli.docker_store.session import Session

BASH = r"""# bash completion for docker-store:  source <(docker-store completion bash)
_docker_store() {
    local words=("${COMP_WORDS[@]:1:COMP_CWORD}") line
    COMPREPLY=()
    while IFS= read -r line; do
        case $line in :*) ;; *) COMPREPLY+=("$line") ;; esac
    done < <(docker-store __completeNoDesc "${words[@]}" 2>/dev/null)
}
complete -F _docker_store docker-store
"""
ZSH = r"""#compdef docker-store
# zsh completion for docker-store:  docker-store completion zsh > "${fpath[1]}/_docker-store"
_docker_store() {
    local line; local -a found
    while IFS= read -r line; do
        case $line in
            :*) ;;
            *$'\t'*) found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}") ;;
            *) found+=("${line//:/\\:}") ;;
        esac
    done < <(docker-store __complete "${(@)words[2,CURRENT]}" 2>/dev/null)
    _describe 'docker-store' found
}
if [ "$funcstack[1]" = "_docker-store" ]; then _docker_store "$@"; else compdef _docker_store docker-store; fi
"""
FISH = r"""# fish completion: docker-store completion fish > ~/.config/fish/completions/docker-store.fish
function __docker_store_complete
    set -l words (commandline -opc)[2..-1] (commandline -ct)
    docker-store __complete $words 2>/dev/null | string match -v -r '^:'
end
complete -c docker-store -f -a '(__docker_store_complete)'
"""
SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}


def take(parser: ArgumentParser) -> None:
    parser.add_argument("shell", choices=sorted(SCRIPTS))


def run(asked: Any, session: Session) -> int:
    print(SCRIPTS[asked.shell], end="")
    return DONE
