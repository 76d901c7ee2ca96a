"""What becomes of digests when things break: `make faults`.

Real processes all: PostgreSQL, Redis, Celery workers and beats, and a mail server that counts and misbehaves.
Nothing of Netwerk is replaced. A worker that dies at a chosen moment is started by `worker.py`.
Time is not waited for but moved, in the rows that hold it.
"""
