# Short names for the programs in bin/, which also work where make is missing.
.PHONY: help run test check bench evaluate

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## set up and start Gatehouse (PORT, HOST, GATEHOUSE_DATA)
	@bin/up

test: ## set up and run every test
	@bin/test

check: ## format, lint, types, templates, migrations, import direction, container files
	@bin/check

bench: ## measure it
	@bin/bench

evaluate: ## measure the spam model on labelled records (GATEHOUSE_SEED_DATA), with a picture
	@bin/evaluate
