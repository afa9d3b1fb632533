// SPDX-License-Identifier: GPL-2.0
#include "html.h"

#include <stdarg.h>
#include <stdlib.h>

/* Contrast: 4.5:1 at least for text on its ground, in both schemes. */
static const char style[] =
	":root{color-scheme:light dark;--ink:#1b1b1b;--dim:#595959;--paper:#fff;--rule:#cfcfcf;"
	"--band:#f5f5f2;--state:#00634a;--mark:#a33c00;--line:#0060a0}\n"
	"@media(prefers-color-scheme:dark){:root{--ink:#e8e8e8;--dim:#a8a8a8;--paper:#161616;"
	"--rule:#444;--band:#202020;--state:#4fd1a5;--mark:#ff9a5c;--line:#6cbcf0}}\n"
	"body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);"
	"max-width:72rem;margin:2rem auto;padding:0 1rem}\n"
	"h1{font-size:1.7rem;margin:0}h2{font-size:1.25rem;margin:3rem 0 .5rem}"
	"h3{font-size:1rem;margin:1.6rem 0 .4rem}\n"
	"p{max-width:44rem;margin:.4rem 0}.dim{color:var(--dim)}a{color:var(--line)}\n"
	"table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.875rem}\n"
	"caption{text-align:left;color:var(--dim);padding:.2rem 0}\n"
	"th,td{text-align:left;padding:.18rem .7rem .18rem 0;vertical-align:top;"
	"border-bottom:1px solid var(--rule);white-space:nowrap}\n"
	"th{font-weight:600}td.n,th.n{text-align:right}.scroll{overflow-x:auto}\n"
	"tr:target{background:var(--band)}\n"
	".ladder{width:100%;max-width:60rem}.ladder td,.ladder th{border:0}\n"
	".ladder td.lane{border-left:2px solid var(--rule);border-right:2px solid var(--rule);"
	"padding:.1rem 0;width:60%;white-space:normal}\n"
	".lane .text{padding:0 .6rem}.ladder .server{padding-left:.7rem}\n"
	".arrow{display:flex;align-items:center;color:var(--line)}"
	".arrow::before,.arrow::after{content:\"\";flex:1;border-top:2px solid}\n"
	".right::before,.left::after{flex:1}.right::after,.left::before{flex:0 0 0;width:0;border-top:"
	".32rem solid transparent;border-bottom:.32rem solid transparent}\n"
	".right::after{border-left:.6rem solid}.left::before{border-right:.6rem solid}\n"
	".state{color:var(--state);font-weight:600}.mark{color:var(--mark);font-weight:600}\n"
	".idle td{color:var(--dim);text-align:center}\n"
	".unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}\n"
	"@media(forced-colors:active){.arrow::before,.arrow::after{border-color:CanvasText}}\n"
	"@media print{body{max-width:none;margin:0;font-size:10pt}h2{break-before:page}"
	"tr{break-inside:avoid}.scroll{overflow:visible}a{color:inherit;text-decoration:none}}\n";

void gn_html_text(FILE *file, const char *text)
{
	for (const unsigned char *s = (const unsigned char *)text; *s; s++) {
		if (*s < 0x20 || *s > 0x7e)
			fprintf(file, "\\x%02x", *s);
		else if (*s == '<' || *s == '>' || *s == '&' || *s == '"' || *s == '\'')
			fprintf(file, "&#%u;", *s);
		else
			putc(*s, file);
	}
}

void gn_html_textf(FILE *file, const char *fmt, ...)
{
	va_list args;
	char *text;
	int length;

	va_start(args, fmt);
	length = vasprintf(&text, fmt, args);
	va_end(args);
	if (length < 0)
		return;
	gn_html_text(file, text);
	free(text);
}

void gn_html_begin(FILE *file, const char *title)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	      "style-src 'unsafe-inline'\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>",
	      file);
	gn_html_text(file, title);
	fprintf(file, "</title>\n<style>\n%s</style>\n</head>\n<body>\n", style);
}

void gn_html_end(FILE *file)
{
	fputs("</body>\n</html>\n", file);
}
