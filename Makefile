# SPDX-License-Identifier: GPL-3.0-or-later
# Two commands for people: "make run" and "make test".  The work is in packaging/.

BIN = .venv/bin
export PYTHONPATH = src

.PHONY: run test check format lock screenshots bench attacks fuzz crashes

run: .venv/run.stamp
	@$(BIN)/strongroom $(VAULT)

test: .venv/dev.stamp
	@packaging/test

check: .venv/dev.stamp
	@packaging/check

format: .venv/dev.stamp
	@$(BIN)/ruff format src tests packaging
	@$(BIN)/ruff check --fix src tests packaging

# The locks hold every dependency with its hashes, for all systems and Pythons at once.
lock: .venv/dev.stamp
	@packaging/lock

screenshots: .venv/dev.stamp
	@$(BIN)/python packaging/screenshots.py

bench: .venv/dev.stamp
	@packaging/bench

# The long forms of tests/attacks, and of the laws; packaging/attacks says which.
attacks: .venv/dev.stamp
	@packaging/attacks

# Coverage-guided fuzzing, a minute for each reader; packaging/fuzz --seconds 600 takes longer.
fuzz: .venv/dev.stamp
	@packaging/fuzz

# The long forms of tests/crashes: SIGKILL at random moments, each call to the disk failing in
# turn, many programs that save at once.  A quarter of an hour and more.
crashes: .venv/dev.stamp
	@packaging/crashes

.venv/run.stamp: packaging/requirements.lock pyproject.toml
	@packaging/make-environment run

.venv/dev.stamp: packaging/requirements-dev.lock pyproject.toml
	@packaging/make-environment dev
