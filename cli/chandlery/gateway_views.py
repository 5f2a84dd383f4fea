"""The gateway's followers as a service, which keeps what pages and pulls are answered from."""

from cli.chandlery.forgetting import GatewayForgets
from eventlog.amqp import views_service
from eventlog.operated import Operated
from gateway.views import PROJECTIONS

GatewayViews = type("GatewayViews", (views_service("gateway", PROJECTIONS), GatewayForgets, Operated), {})
