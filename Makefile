# `make` says what there is. Everything happens inside this folder, in .venv/ and var/.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev tools run test lint bench year train pins

# The labelled letters that the lexicon is learned from; they are private and no part of the project.
DATA ?= ../shared/data

# Without .pyc files every start compiles all libraries anew, and jieba's warnings become errors.
unexport PYTHONDONTWRITEBYTECODE

help:
	@echo "make run     一条命令跑起来：装环境、建库、放入演示区县，然后打开 http://127.0.0.1:8080"
	@echo "make setup   只装环境（.venv/），之后可用 .venv/bin/huiyin --help"
	@echo "make test    全部检查：ruff、mypy、import-linter、pytest（含浏览器与 PostgreSQL）"
	@echo "make lint    只做静态检查"
	@echo "make bench   性能比值"
	@echo "make year    模拟一年五千件，写 docs/year.md（约半小时）"
	@echo "make train   从 DATA= 里的语料重新学一遍词表（每次逐字节相同），并写 docs/understanding.md"
	@echo "make pins    改过 pyproject.toml 的依赖之后，重新固定版本"

setup: .venv/.ready
setup-dev: .venv/.ready-dev

.venv/.ready: requirements.txt pyproject.toml .ci/environment
	@.ci/environment requirements.txt
	@touch $@

.venv/.ready-dev: requirements-dev.txt pyproject.toml .ci/environment
	@.ci/environment requirements-dev.txt
	@touch .venv/.ready $@

tools:
	@tests/tools.sh

run: setup
	@HUIYIN_DEMO=$${HUIYIN_DEMO-1} .venv/bin/huiyin run

lint: setup-dev
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo

# Two processes, a file at a time, in the order of the files: the long journeys must not come last.
test: setup-dev tools lint
	.venv/bin/pytest -n 2 --dist loadfile --no-loadscope-reorder

bench: setup-dev tools
	.venv/bin/python -m bench

year: setup-dev
	.venv/bin/python -m bench.year --data $(DATA)

train: setup-dev
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 .venv/bin/python -m nlp.train $(DATA)

pins:
	uv pip compile --quiet --no-header --no-annotate --python-version 3.11 pyproject.toml -o requirements.txt
	uv pip compile --quiet --no-header --no-annotate --python-version 3.11 pyproject.toml --group dev \
	    -c requirements.txt -o requirements-dev.txt
