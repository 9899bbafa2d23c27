.PHONY: check test it format

check: ## everything that CI's first step does
	mvn -B verify

test: ## unit tests and the architecture test: seconds
	mvn -B test

it: ## integration tests; one of them with make it TEST=UpIT
	mvn -B verify -Dsurefire.skip=true $(if $(TEST),-Dit.test=$(TEST))

format: ## the formatter
	mvn -B spotless:apply
