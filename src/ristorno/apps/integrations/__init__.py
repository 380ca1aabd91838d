"""Telling others what happened: outgoing webhooks by the Standard Webhooks specification.

Every event goes once to every endpoint that asks for it: a delivery, made in the transaction that notes how far the
events were read. A delivery is tried until somebody answers with success, at longer and longer distances, and every
attempt is kept. Whoever tries one takes it for a minute; should that process die, another one tries again. So an
endpoint gets each event at least once, always under the same ``webhook-id``, by which it knows what it has had.

Source: https://www.standardwebhooks.com (signatures, headers, retries, replacing a secret).
"""
