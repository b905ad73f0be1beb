// Package commands is what people can tell kigo to do: one file a command, each of them
// parse → service → view. The table below is all there is to register.
package commands

import (
	"context"

	"kigo/bot"
	"kigo/bot/broadcasts"
	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/inventory"
	"kigo/bot/knowledge"
	"kigo/bot/outbox"
	"kigo/bot/people"
	"kigo/bot/pulses"
	"kigo/bot/reminders"
)

// Services is what commands work with.
type Services struct {
	Events     *events.Service
	Feeds      *events.Feeds // nil if people can have none
	Broadcasts *broadcasts.Service
	Reminders  *reminders.Service
	Pulses     *pulses.Service
	People     *people.Service
	Outbox     outbox.Store
	Library    *knowledge.Library
	// Inbox takes note of what the library does not answer; nil if nobody does.
	Inbox *knowledge.Inbox
	// Letters is what could not be delivered.
	Letters *outbox.Letters
	// House is how this kigo is.
	House func(context.Context) (House, error)
	// Stored declares what is stored, for those who ask.
	Stored []inventory.Record
	// Record is what data protection and the works council are told of that, to hand out.
	Record func() ([]chat.File, error)
	// Paused is why messages are kept back; false if they are not.
	Paused func(context.Context) (outbox.Pause, bool, error)
}

// All is the table of commands in the order in which help shows them. German words come
// first, the English name last; umlauts and their ASCII spellings are the same word.
func All(s Services) []bot.Command {
	named := func(c bot.Command, name string, words ...string) bot.Command {
		c.Name, c.Words = name, words
		return c
	}
	return []bot.Command{
		named(start(s), "start", "", "start"),
		named(ask(s), "ask", "frage", "ask"),
		named(pass(s), "ask_pass", "frage weitergeben", "ask pass"),
		named(withdraw(s), "ask_withdraw", "frage zurückziehen", "ask withdraw"),
		named(passAnyway(s), "ask_anyway", "frage trotzdem", "ask anyway"),
		named(rephrase(s), "ask_rephrase", "frage umformulieren", "ask rephrase"),
		named(list(s), "events", "termine", "events"),
		named(join(s), "join", "anmelden", "join"),
		named(leave(s), "leave", "abmelden", "leave"),
		named(accept(s), "accept", "zusagen", "accept"),
		named(status(s), "status", "platz", "status"),
		named(calendar(s), "ics", "kalender", "ics"),
		named(subscribe(s), "ics_feed", "kalender abo", "ics feed"),
		named(renewFeed(s), "ics_renew", "kalender erneuern", "ics renew"),
		named(endFeed(s), "ics_off", "kalender abschalten", "ics off"),
		named(remind(s), "remind", "erinnern", "remind"),
		named(remindStandard(s), "remind_standard", "erinnern standard", "remind default"),
		named(remindLater(s), "remind_later", "erinnern später", "remind later"),
		named(remindCancel(s), "remind_cancel", "erinnern löschen", "remind delete"),
		named(pulse(s), "pulse", "puls", "pulse"),
		named(profile(s), "profile", "profil", "profile"),
		named(topics(s), "topics", "themen", "topics"),
		named(speak(s), "language", "sprache", "language"),
		named(privacy(s), "privacy", "datenschutz", "privacy"),
		named(privacyInventory(s), "privacy_inventory", "datenschutz verzeichnis", "privacy inventory"),
		named(help(), "help", "hilfe", "help"),

		named(manage(s), "event", "veranstaltung", "event"),
		named(create(s), "event_new", "veranstaltung neu", "event new"),
		named(edit(s), "event_edit", "veranstaltung ändern", "event edit"),
		named(copyEvent(s), "event_copy", "veranstaltung kopieren", "event copy"),
		named(cancel(s), "event_cancel", "veranstaltung absagen", "event cancel"),
		named(attendees(s), "event_people", "veranstaltung teilnehmende", "event people"),
		named(enter(s), "event_enter", "veranstaltung eintragen", "event enter"),
		named(remove(s), "event_remove", "veranstaltung austragen", "event remove"),
		named(attend(s), "event_attend", "veranstaltung anwesend", "event attend"),
		named(message(s), "event_message", "veranstaltung nachricht", "event message"),
		named(publish(s), "event_publish", "veranstaltung veröffentlichen", "event publish"),
		named(discard(s), "event_discard", "veranstaltung verwerfen", "event discard"),
		named(announcements(s), "broadcast", "mitteilung", "broadcast"),
		named(announce(s), "broadcast_new", "mitteilung neu", "broadcast new"),
		named(reannounce(s), "broadcast_edit", "mitteilung ändern", "broadcast edit"),
		named(intoChannel(s), "broadcast_channel", "mitteilung kanal", "broadcast channel"),
		named(attach(s), "broadcast_attach", "mitteilung anhang", "broadcast attach"),
		named(tryOut(s), "broadcast_test", "mitteilung test", "broadcast test"),
		named(submit(s), "broadcast_submit", "mitteilung freigabe", "broadcast submit"),
		named(approve(s), "broadcast_approve", "mitteilung freigeben", "broadcast approve"),
		named(discardBroadcast(s), "broadcast_discard", "mitteilung verwerfen", "broadcast discard"),
		named(halt(s), "broadcast_stop", "mitteilung stopp", "mitteilung stop", "broadcast stop"),
		named(resume(s), "broadcast_resume", "mitteilung weiter", "broadcast resume"),
		named(correct(s), "broadcast_correct", "mitteilung korrigieren", "broadcast correct"),
		named(recall(s), "broadcast_recall", "mitteilung zurückrufen", "broadcast recall"),
		named(fourEyes(s), "broadcast_eyes", "mitteilung vier-augen", "broadcast four-eyes"),
		named(acknowledge(s), "broadcast_read", "mitteilung gelesen", "broadcast read"),
		named(newTopic(s), "topics_new", "themen neu", "topics new"),
		named(newPulse(s), "pulse_new", "puls neu", "pulse new"),
		named(editPulse(s), "pulse_edit", "puls ändern", "pulse edit"),
		named(showRun(s), "pulse_show", "puls zeigen", "pulse show"),
		named(testPulse(s), "pulse_test", "puls test", "pulse test"),
		named(submitPulse(s), "pulse_submit", "puls freigabe", "pulse submit"),
		named(releasePulse(s), "pulse_release", "puls freigeben", "pulse release"),
		named(startPulse(s), "pulse_start", "puls starten", "pulse start"),
		named(discardPulse(s), "pulse_discard", "puls verwerfen", "pulse discard"),
		named(closePulse(s), "pulse_close", "puls schließen", "puls beenden", "pulse close"),
		named(pausePulse(s), "pulse_pause", "puls pause", "pulse pause"),
		named(resumePulse(s), "pulse_resume", "puls weiter", "pulse resume"),
		named(pulseResult(s), "pulse_result", "puls ergebnis", "pulse result"),
		named(pulseFeedback(s), "pulse_feedback", "puls rückmeldung", "pulse feedback"),
		named(pulseTexts(s), "pulse_texts", "puls texte", "pulse texts"),
		named(library(s), "knowledge", "wissen", "knowledge"),
		named(openQuestions(s), "knowledge_open", "wissen offen", "knowledge open"),
		named(solve(s), "knowledge_answer", "wissen antworten", "knowledge answer"),
		named(assign(s), "knowledge_assign", "wissen zuordnen", "knowledge assign"),
		named(dismiss(s), "knowledge_dismiss", "wissen erledigt", "knowledge dismiss"),
		named(digest(s), "knowledge_digest", "wissen wochenbericht", "knowledge digest"),
		named(newEntry(s), "knowledge_new", "wissen neu", "knowledge new"),
		named(editEntry(s), "knowledge_edit", "wissen ändern", "knowledge edit"),
		named(review(s), "knowledge_review", "wissen prüfen", "knowledge review"),
		named(history(s), "knowledge_history", "wissen verlauf", "knowledge history"),
		named(undo(s), "knowledge_undo", "wissen zurück", "knowledge undo"),
		named(retire(s), "knowledge_retire", "wissen entfernen", "knowledge retire"),
		named(words(s, knowledge.Glossary), "knowledge_glossary", "wissen glossar", "knowledge glossary"),
		named(words(s, knowledge.Elsewhere), "knowledge_elsewhere", "wissen abgrenzung", "knowledge elsewhere"),
		named(showDraft(s), "knowledge_draft", "wissen entwurf", "knowledge draft"),
		named(publishEntry(s), "knowledge_publish", "wissen veröffentlichen", "knowledge publish"),
		named(discardEntry(s), "knowledge_discard", "wissen verwerfen", "knowledge discard"),
		named(confirm(s), "knowledge_confirm", "wissen stimmt", "knowledge confirm"),
		named(grants(s), "grants", "rechte", "grants"),
		named(doctor(s), "doctor", "diagnose", "doctor"),
	}
}

// organises says who may make events; what they may change is theirs or, for admins, all.
func organises(p people.Person) bool { return p.Is(people.Organiser) || p.Is(people.Admin) }
