# One image for all that Netwerk runs: web server (as it is), worker, beat and migrations (by their command).

ARG PYTHON=3.12

FROM ghcr.io/astral-sh/uv:0.13.9 AS uv

FROM python:${PYTHON}-slim AS builder
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gettext \
    && rm -rf /var/lib/apt/lists/*
COPY --from=uv /uv /usr/local/bin/uv
ENV UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_PYTHON_DOWNLOADS=never
WORKDIR /app
RUN uv venv /venv
ENV VIRTUAL_ENV=/venv \
    PATH=/venv/bin:$PATH
COPY requirements/production.txt requirements/production.txt
RUN uv pip install --no-cache --require-hashes --requirement requirements/production.txt
COPY . .
RUN python -m compileall -q netwerk \
    && python -m django compilemessages --locale nl \
    && DEBUG=off SECRET_KEY=unused ALLOWED_HOSTS=unused python manage.py collectstatic --no-input

FROM python:${PYTHON}-slim
RUN groupadd --system --gid 10001 netwerk \
    && useradd --system --uid 10001 --gid netwerk --no-create-home --home-dir /app --shell /usr/sbin/nologin netwerk
COPY --from=builder /venv /venv
COPY --from=builder /app /app
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=netwerk.settings \
    DEBUG=off
WORKDIR /app
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "--config", "python:netwerk.gunicorn", "netwerk.wsgi"]
