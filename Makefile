.DEFAULT_GOAL := help
.PHONY: help setup build generate sdks lint test test-all demo demo-destroy demo-ven demo-ven-destroy bench docs pack clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install what is missing: packages, Node modules, the Pulumi CLI
	@tools/setup

build: ## Compile to dist/
	@tools/setup node
	npm run --silent build

generate: build ## Generate schema.json and the SDKs from the definitions
	npm run --silent generate

sdks: ## Generate the Python and Go SDKs from schema.json
	@tools/sdks

lint: ## Check style and shell scripts
	@tools/setup packages
	@tools/setup node
	npm run --silent lint
	shellcheck $$(grep -rlE '^#!.*bash' tools .ci)

test: ## Run every layer of the tests once (sets up what it needs)
	@tools/test

test-all: ## Run everything, exhaustively
	@tools/test --all

demo: ## Bring up a small edge site on this machine
	@tools/demo up

demo-destroy: ## Remove the edge site again
	@tools/demo destroy

demo-ven: ## Bring up two virtual edge nodes with a stand-in orchestrator, from power-on to an onboarded system
	@tools/demo up virtual-edge-nodes

demo-ven-destroy: ## Remove them again, and the stand-in
	@tools/demo destroy virtual-edge-nodes

bench: ## Measure against other tools
	@tools/setup packages
	@tools/setup bench
	@tools/bench

docs: build ## Make the API documentation in docs/api
	npx typedoc

pack: ## Make the npm package; prints its path
	@tools/pack

clean: ## Remove what was built (not the caches)
	rm -rf dist coverage docs/api
