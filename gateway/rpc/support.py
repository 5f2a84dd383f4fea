"""Support's remote methods."""

from gateway.rpc.remote import Answer, Remote


class Support(Remote):
    def data_of(self, account: str) -> Answer:
        return self._do("data_of", account)
