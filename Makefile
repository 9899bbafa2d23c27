.PHONY: check test it format dist install image deploy-check

check: ## everything that CI's first step does
	mvn -B verify

test: ## unit tests and the architecture test: seconds
	mvn -B test

it: ## integration tests; one of them with make it TEST=UpIT
	mvn -B verify -Dsurefire.skip=true $(if $(TEST),-Dit.test=$(TEST))

format: ## the formatter
	mvn -B spotless:apply

dist: ## devctl/target/devctl-VERSION.tar.gz of what ./dev runs; mvn package makes it too
	devctl/src/distribution/pack "$$(./dev --version | cut -d' ' -f2)"

PREFIX ?= $(HOME)/.local
install: dist ## for all repositories of a user: make install PREFIX=/usr/local
	devctl/target/distribution/devctl-*/install "$(PREFIX)"

IMAGE ?= devctl
BASE ?= debian:bookworm-slim
JDK ?= $(BASE)
image: dist ## a container image for Jobs: make image IMAGE=registry.example.com/devctl:1
	docker build --build-arg BASE="$(BASE)" --build-arg JDK="$(JDK)" -t "$(IMAGE)" -f Dockerfile devctl/target/distribution

deploy-check: ## once per release: all that dev render writes for Kubernetes, before a real API server; into docs/deploy/CHECKED.md
	.ci/deploy-check
