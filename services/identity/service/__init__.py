"""Identity as a service: one command or one query a method, and what it does unasked."""

from eventlog.erasing import Erasing
from eventlog.operated import Operated
from services.identity.service.devices import Devices
from services.identity.service.identities import Identities
from services.identity.service.invitations import Invitations
from services.identity.service.organizations import Organizations
from services.identity.service.outside import Outside
from services.identity.service.robots import Robots
from services.identity.service.tokens import Tokens


class Identity(Identities, Tokens, Devices, Organizations, Invitations, Robots, Outside, Erasing, Operated):
    name = "identity"
