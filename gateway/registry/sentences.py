"""What a person reads on the terminal when `docker pull`, `push` or `login` is turned down."""

import re

from gateway.problems import title_of
from gateway.settings import Settings

SENTENCES = {
    "sign-in-needed": "{product} needs you to sign in. Make an access token at {url}/account, "
    "then `docker login {host}`: {url}/{product}",
    "terms-not-accepted": "{product} needs its terms accepted. Read and accept them: {url}/{product}",
    "subscription-needed": "{product} needs a subscription. Try or buy it: {url}/{product}/get?plan={plan}",
    "trial-ended": "your trial is over. Subscribe to {product}, and the same pull works: "
    "{url}/{product}/get?plan={plan}",
    "subscription-lapsed": "your subscription was not paid, and has ended. "
    "Pay what is owed ({url}/my-content/invoices), or subscribe to {product} again: {url}/{product}/get?plan={plan}",
    "subscription-ended": "your subscription is over. Subscribe to {product} again: {url}/{product}/get?plan={plan}",
    "order-ended": "your order of {product} is over, or was cancelled. Ask its publisher: {url}/{product}",
    "plan-left": "your subscription to {product} is to another plan by now. Pull that plan's image: {url}/my-content",
    "seat-ended": "your seat of {product} is no longer yours, or its subscription is over. "
    "Ask who gave it to you, or subscribe yourself: {url}/{product}/get?plan={plan}",
    "product-revoked": "{product} was revoked and is no longer delivered: {url}/{product}",
    "country-refused": "{product} is not delivered to the country that your network address lies in. "
    "Ask the store: {url}/{product}",
    "rights-in-doubt": "{product} cannot be pulled until the store has put its books in order; try again later",
    "unknown-repository": "there is no such repository, or it is not open to you. Look for it: {url}/search",
    "push-to-staging": "{repository} is released by the store alone. Push to {host}/staging/{repository} "
    "and release it from there",
    "publisher-not-approved": "the publisher of {repository} is not approved yet; pushing opens with the approval",
    "staging-full": "the publisher of {repository} has no room left in staging. Release what waits there, or clear it: "
    "{url}/publish",
    "publisher-suspended": "the publisher of {repository} is suspended; nothing is pushed meanwhile: {url}/publish",
    "robot-kept-to-others": "your robot is kept to other products than {product}. "
    "Make one that may have it: {url}/organizations",
    "token-without-pull": "your access token may not pull. Make one that may: {url}/account",
    "token-without-push": "your access token may not push. Make one that may: {url}/account",
    "token-expired": "your access token has expired. Make another, then `docker login {host}`: {url}/account",
    "token-unknown": "your access token is not known, or was revoked. Make another, "
    "then `docker login {host}`: {url}/account",
    "refresh-token-unknown": "your sign-in was ended, or its access token was. `docker login {host}` anew, "
    "with a token of yours: {url}/account",
    "address-not-allowed": "your access token does not count from this network address: {url}/account",
    "account-suspended": "your account is suspended: {url}/account",
    "wrong-credentials": "the e-mail address or the password is not right. "
    "An access token serves as the password, too: {url}/account",
    "second-factor-needed": "your account asks for a code when you sign in, so docker takes an access token. "
    "Make one, then `docker login {host}`: {url}/account",
    "email-not-verified": "your e-mail address is not verified yet. Follow the link in the mail that we sent",
    "too-many-sign-ins": "too many sign-ins failed. Wait some minutes, or use an access token: {url}/account",
    "grant-not-supported": "grant_type is password or refresh_token",
    "content-type-not-supported": "a form is sent as application/x-www-form-urlencoded",
    "credentials-malformed": "the Authorization header cannot be read: Basic with user and password is expected",
    "scope-malformed": "a scope reads like repository:acme/db:pull",
    "service-unknown": "this is the token service of {host} alone",
    "service-unavailable": "the store's accounts do not answer at the moment. Try again shortly, "
    "or use an access token: {url}/account",
}
OF_ROBOTS = {
    "token-unknown": "the token of robot {robot} is not known, or was revoked. Make another, "
    "then `docker login {host} --username {robot}`: {url}/organizations/{organization}",
    "token-expired": "the token of robot {robot} has expired. Make another, "
    "then `docker login {host} --username {robot}`: {url}/organizations/{organization}",
    "address-not-allowed": "robot {robot} does not count from this network address: {url}/organizations/{organization}",
    "token-without-pull": "robot {robot} may not pull. Make one that may: {url}/organizations/{organization}",
    "token-without-push": "robot {robot} may not push. Make one that may: {url}/organizations/{organization}",
}
ROBOT = re.compile(r"([a-z0-9-]{1,63})\+[a-z0-9-]{1,63}")


def sentence(
    code: str, settings: Settings, repository: str = "", product: str = "", plan: str = "", user: str = ""
) -> str:
    """In our own words, with the address of what helps; unknown and invisible repositories read alike.

    `user` is the name that was sent along: a robot's token is made where its organisation is.
    """
    robot = ROBOT.fullmatch(user)
    text = (OF_ROBOTS.get(code) if robot else None) or SENTENCES.get(code) or title_of(code)
    return text.format(
        robot=user,
        organization=robot[1] if robot else "",
        product=product or repository,
        repository=repository,
        plan=plan,
        url=settings.url,
        host=settings.registry_host,
    )
