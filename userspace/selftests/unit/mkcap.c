// SPDX-License-Identifier: GPL-2.0
/* mkcap [-b] [-p | -n] FILE.txt >FILE: a capture out of text; see lib/fixture.h. */
#include <err.h>
#include <stdio.h>
#include <unistd.h>

#include "fixture.h"

int main(int argc, char **argv)
{
	enum fixture_format format = FIXTURE_PCAPNG;
	struct fixture fixture;
	bool big_endian = false;
	int letter;

	while ((letter = getopt(argc, argv, "bpn")) != -1) {
		if (letter == 'b')
			big_endian = true;
		else if (letter == 'p')
			format = FIXTURE_PCAP;
		else if (letter == 'n')
			format = FIXTURE_PCAP_NS;
		else
			return 2;
	}
	if (optind != argc - 1)
		errx(2, "usage: mkcap [-b] [-p | -n] FILE.txt");
	fixture_build(&fixture, argv[optind], format, big_endian);
	if (fwrite(fixture.bytes, 1, fixture.size, stdout) != fixture.size || fflush(stdout))
		err(1, "standard output");
	fixture_free(&fixture);
	return 0;
}
