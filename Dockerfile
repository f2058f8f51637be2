FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    HUIYIN_HOST=0.0.0.0 \
    HUIYIN_PORT=8080 \
    HUIYIN_DATA_DIR=/var/lib/huiyin

RUN useradd --system --uid 10001 --home-dir /var/lib/huiyin --create-home huiyin

WORKDIR /opt/huiyin

# The pinned list alone first: a change of the code does not install the libraries again.
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt

COPY pyproject.toml LICENSE README.md huiyin.py ./
COPY bot bot
COPY nlp nlp
COPY tracker tracker
# What `huiyin learn` counts before and after.
COPY tests/nlp/sentences tests/nlp/sentences
RUN pip install --no-cache-dir --no-deps .

USER huiyin
VOLUME /var/lib/huiyin
EXPOSE 8080

# clock and bot serve no page; docker-compose.yml gives them a check of their own.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]

ENTRYPOINT ["huiyin"]
CMD ["web"]
