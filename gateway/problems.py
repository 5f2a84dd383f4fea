"""Every code of a refusal with its sentence for people: the one table of them."""

SENTENCES = {
    # the door
    "address-too-long": "The address is too long.",
    "body-too-large": "What was sent is larger than is taken here.",
    "content-type-not-supported": "Only application/json is taken here.",
    "csrf-missing": "The form had grown old, or did not come from our own page. Load the page again and send it anew.",
    "edited-meanwhile": "Somebody edited this meanwhile. Load it again, then make your change.",
    "headers-too-large": "The headers of the request are too large.",
    "idempotency-key-reused": "This Idempotency-Key was sent before, with another request.",
    "invalid-input": "Some fields are not right.",
    "malformed-json": "The body is not valid JSON.",
    "malformed-request": "The request cannot be understood.",
    "method-not-allowed": "This address does not take that method.",
    "not-acceptable": "There is no answer in the form that was asked for.",
    "not-allowed": "You may not do this.",
    "not-found": "There is nothing at this address.",
    "our-mistake": "Something went wrong on our side. It was noted.",
    "service-unavailable": "A part of the store does not answer at the moment. Nothing was changed; try again shortly.",
    "too-many-requests": "Too many requests. Wait a little.",
    "too-slow": "The request took too long to arrive.",
    "try-again": "Others changed the same thing at the same moment. Try again.",
    # who asks
    "account-suspended": "This account is suspended.",
    "address-not-allowed": "This access token does not count from your network address.",
    "email-not-verified": "The e-mail address is not verified yet. Follow the link in the mail that we sent.",
    "not-signed-in": "Sign in, or send an access token.",
    "not-yours": "This belongs to somebody else.",
    "scope-missing": "The access token lacks the scope that this needs.",
    "staff-only": "This is for the store's staff.",
    "token-expired": "The access token has expired.",
    "token-unknown": "There is no such access token, or it was revoked.",
    "too-many-sign-ins": "Too many sign-ins failed. Wait some minutes.",
    "wrong-credentials": "The e-mail address or the password is not right.",
    # accounts
    "account-unknown": "There is no such account.",
    "email-unfit": "This is not an e-mail address.",
    "expires-in-the-past": "The token would have expired already.",
    "label-unfit": "The token's name does not fit.",
    "link-expired": "The link has expired, or was used before. Ask for a new one.",
    "more-than-its-maker": "A token cannot make or end one that may more than itself.",
    "name-unfit": "The name does not fit.",
    "network-unreadable": "A network cannot be read.",
    "not-on-oneself": "Another operator has to do this.",
    "password-too-long": "The password is too long.",
    "password-too-short": "The password is too short.",
    "role-unknown": "There is no such role.",
    "scope-unknown": "There is no such scope.",
    "scopes-missing": "A token needs at least one scope.",
    "token-not-found": "This account has no such token.",
    "too-many-networks": "Too many networks are named.",
    "too-many-tokens": "This account has as many tokens as it may have.",
    # getting
    "nothing-to-accept": "This plan asks for no terms.",
    "plan-unknown": "There is no such plan, or it cannot be had at the moment.",
    "product-unknown": "There is no such product.",
    "terms-outdated": "These terms were replaced by newer ones. Read them and accept those.",
    # pulls
    "product-revoked": "This product was revoked and is no longer delivered.",
    "sign-in-needed": "This image is for everybody with an account. Sign in first.",
    "subscription-needed": "This image needs a subscription.",
    "terms-not-accepted": "The terms of this plan must be accepted first.",
    "unknown-repository": "There is no such repository, or it is not open to you.",
}


def title_of(code: str) -> str:
    """The code's sentence; a code that has none reads as its words."""
    return SENTENCES.get(code) or code.replace("-", " ").capitalize() + "."
