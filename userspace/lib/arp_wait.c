// SPDX-License-Identifier: GPL-2.0
#include "arp_wait.h"

#include <string.h>

#define ARP_REQUEST 1
#define ARP_REPLY   2

static struct gn_arp_question *find(struct gn_arp_questions *questions, const uint8_t asker[6],
				    const struct gn_addr *target)
{
	for (unsigned int i = 0; i < GN_ARP_QUESTIONS; i++) {
		struct gn_arp_question *question = &questions->question[i];

		if (question->wait.request && !memcmp(question->asker, asker, 6) &&
		    gn_addr_equal(&question->target, target))
			return question;
	}
	return NULL;
}

static void ask(struct gn_arp_questions *questions, const struct gn_frame *frame)
{
	const struct gn_arp *arp = &frame->arp_body;
	struct gn_arp_question *question;

	/* An announcement asks for nothing (RFC 5227 section 2.3); a repeated question began before. */
	if (gn_addr_equal(&arp->sender, &arp->target) ||
	    find(questions, arp->sender_mac, &arp->target))
		return;
	question = &questions->question[questions->count++ % GN_ARP_QUESTIONS];
	questions->open += !question->wait.request;
	*question = (struct gn_arp_question){
		.wait.request = frame->packet->number,
		.asked_ns = frame->packet->time_ns,
		.target = arp->target,
	};
	memcpy(question->asker, arp->sender_mac, 6);
}

static void answer(struct gn_arp_questions *questions, const struct gn_frame *frame)
{
	const struct gn_arp *arp = &frame->arp_body;
	struct gn_arp_question *question = find(questions, arp->target_mac, &arp->sender);

	if (!question || question->wait.reply)
		return;
	question->wait.reply = frame->packet->number;
	question->wait.elapsed_ns = frame->packet->time_ns - question->asked_ns;
	memcpy(question->answer, arp->sender_mac, 6);
}

static struct gn_arp_wait find_wait(struct gn_arp_questions *questions,
				    const struct gn_frame *frame)
{
	struct gn_arp_wait wait = { 0 };

	for (unsigned int i = 0; i < GN_ARP_QUESTIONS; i++) {
		struct gn_arp_question *question = &questions->question[i];

		if (!question->wait.reply || memcmp(question->asker, frame->src, 6) ||
		    memcmp(question->answer, frame->dst, 6))
			continue;
		wait = question->wait;
		memset(question, 0, sizeof(*question));
		questions->open--;
		break;
	}
	return wait;
}

struct gn_arp_wait gn_arp_take(struct gn_arp_questions *questions, const struct gn_frame *frame)
{
	if (frame->arp != GN_NO_LAYER && frame->arp_body.op == ARP_REQUEST)
		ask(questions, frame);
	else if (frame->arp != GN_NO_LAYER && frame->arp_body.op == ARP_REPLY)
		answer(questions, frame);
	else if (questions->open && frame->ip_version == 4)
		return find_wait(questions, frame);
	return (struct gn_arp_wait){ 0 };
}
