# SPDX-License-Identifier: GPL-2.0
# The front door. What each target does is done elsewhere: driver/Kbuild,
# userspace/Makefile, scripts/.

# Where to build the module for: by default the guest's kernel, whose headers
# are downloaded into the cache and never installed. For the running one:
#	make KDIR=/lib/modules/$(uname -r)/build
KDIR ?= $(shell scripts/vm --print-kdir)

all: modules tools

modules:
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

tools:
	$(MAKE) -C userspace

demo check bench:
	scripts/$@

install: tools
	$(MAKE) -C userspace install

clean:
	find driver \( -name '*.o' -o -name '*.ko' -o -name '*.mod' \
		-o -name '*.mod.c' -o -name '.*.cmd' \) -delete
	rm -f Module.symvers modules.order driver/modules.order .*.cmd *.o
	$(MAKE) -C userspace clean

help:
	@echo 'make [all]     modules and tools'
	@echo 'make modules   driver/glassnic.ko, for the kernel in KDIR'
	@echo 'make tools     userspace/build/glassnic'
	@echo 'make demo      a real HTTP exchange, traced (scripts/demo)'
	@echo 'make check     the tests (scripts/check)'
	@echo 'make bench     beside in-tree e1000, counted (scripts/bench)'
	@echo 'make install   the tool and its man page; DESTDIR and PREFIX'
	@echo 'make clean     remove what was built'
	@echo
	@echo 'scripts/vm     a root shell in a VM with the module loaded'

.PHONY: all modules tools demo check bench install clean help
