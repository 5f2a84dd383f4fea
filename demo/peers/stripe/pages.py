"""The pages that Stripe shows for itself: a card is entered, a bank's question answered, a publisher taken on."""

from flask import Blueprint, redirect, render_template_string, request
from werkzeug.wrappers import Response

from demo.peers.stripe import cards, shapes
from demo.peers.stripe.moving import Money
from demo.peers.stripe.refusing import Refusal

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{{ title }} – stand-in for Stripe</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 30rem; margin: 3rem auto; padding: 0 1rem; color: #1a1a1a }
html { background: #fff }
label { display: block; margin: .8rem 0 }
input { display: block; width: 100%; box-sizing: border-box; font: inherit; padding: .5rem }
button { font: inherit; padding: .6rem 1.2rem; margin: .5rem .5rem 0 0 }
.wrong { color: #a00000 } small { color: #555 }
</style>
<main><p><small>Stand-in for Stripe: no money moves here.</small></p><h1>{{ title }}</h1>
{% if wrong %}<p class="wrong" role="alert">{{ wrong }}</p>{% endif %}
<form method="post">
{% if card %}
<label>Card number <input name="number" inputmode="numeric" autocomplete="cc-number" required
  value="4242 4242 4242 4242"></label>
<label>Expiry <input name="expiry" value="12 / 34" autocomplete="cc-exp"></label>
<label>Security code <input name="code" value="123" autocomplete="cc-csc"></label>
{% endif %}
{% for name, text in buttons %}<button name="answer" value="{{ name }}">{{ text }}</button>{% endfor %}
</form>
{% if card %}<p><small>4242 4242 4242 4242 pays. 4000 0000 0000 0002 is declined, …9995 has no money,
…0341 is declined when it is charged, 4000 0027 6000 3184 asks for confirmation, …0259 is disputed.</small></p>
{% endif %}</main></html>"""


def pages(money: Money) -> Blueprint:  # noqa: C901  — one small view after another
    door = Blueprint("pages", __name__)

    def show(title: str, *buttons: tuple[str, str], card: bool = False, wrong: str = "") -> str:
        return render_template_string(PAGE, title=title, buttons=buttons, card=card, wrong=wrong)

    def ask_card(wrong: str = "") -> str:
        return show("Add a card", ("save", "Save card"), ("cancel", "Back"), card=True, wrong=wrong)

    @door.get("/pay/<id>")
    def enter_card(id: str) -> str:
        money.must_get("checkout.session", id)
        return ask_card()

    @door.post("/pay/<id>")
    def take_card(id: str) -> str | Response:
        session = money.must_get("checkout.session", id)
        if request.form["answer"] == "cancel":
            return redirect(session["cancel_url"] or session["success_url"])
        card = cards.numbered(request.form["number"])
        if card is None:
            return ask_card("Your card number is not one of the test numbers.")
        setup = money.must_get("setup_intent", session["setup_intent"])
        try:
            setup = money.set_up(setup, shapes.payment_method(card, None))
        except Refusal as refused:
            return ask_card(str(refused))
        return redirect(f"/confirm/{setup['id']}?session={id}" if setup["next_action"] else finish(id))

    def finish(id: str) -> str:
        session = money.change(
            money.must_get("checkout.session", id), "checkout.session.completed", status="complete", url=None
        )
        return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", id)

    @door.get("/confirm/<id>")
    def ask_owner(id: str) -> str:
        return show("Your bank asks: is it you?", ("yes", "Confirm"), ("no", "Refuse"))

    @door.post("/confirm/<id>")
    def take_answer(id: str) -> str | Response:
        yes = request.form["answer"] == "yes"
        if not id.startswith("seti_"):
            intent = money.must_get("payment_intent", id)
            if intent["status"] != "requires_action":
                return show("There is nothing to confirm any more")
            return redirect(money.answered(intent, yes=yes))
        if not yes:
            return redirect(f"/pay/{request.args['session']}")
        setup = money.must_get("setup_intent", id)
        money.finish_setup(setup, money.must_get("payment_method", setup["payment_method"]))
        return redirect(finish(request.args["session"]))

    @door.get("/connect/<id>")
    def ask_publisher(id: str) -> str:
        money.must_get("account", id)
        return show("Where your money goes", ("yes", "Agree and finish"), ("no", "Later"))

    @door.post("/connect/<id>")
    def take_publisher(id: str) -> Response:
        back = money.must_get("account", id)["_back"]
        if request.form["answer"] == "yes":
            money.onboard(id)
        return redirect(back)

    return door
