// Package slacktest is a Slack workspace for tests: strict, on loopback, over real HTTP and
// WebSockets, driven by slack-go from one side and by Members from the other.
//
//	s := slacktest.Start(t, slacktest.WithManifest(slacktest.LoadManifest(t, yaml)))
//	anna := s.AddMember(slacktest.Person{Name: "anna", Locale: "de-DE"})
//	// run the adapter: slack.OptionAPIURL(s.APIURL()), s.BotToken(), s.AppToken()
//	_ = s.WaitConnections(ctx, 1)
//	err := anna.Slash(anna.DM(), "/kigo hilfe") // what she sees go wrong
//	m, err := anna.WaitText(ctx, anna.DM(), "Das kann ich")
//	err = anna.Click(m, "Anmelden")
//	v, err := anna.WaitModal(ctx, "Anmeldung")
//	wrong, err := anna.Submit(v, slacktest.Fill("Name", "Anna"))
//
// It fails what Slack would fail, and answers as Slack does. What is enforced:
//
//   - Methods (methods.go): tokens, scopes of the manifest, tiers, arguments, errors. What
//     is not in the table is unknown_method.
//   - Block Kit (package blockkit): every limit, unknown fields, unique ids, surfaces, 9,000
//     characters a message; invalid_blocks with pointers, and blocks.validate.
//   - Rates (limiter.go): tiers in any 60 seconds, one message a second and channel after a
//     burst of PostBurst, a limit for the workspace if wanted; 429 with Retry-After.
//   - Interactions: trigger ids work once and for 3 s, response_urls 5 times and for
//     30 min, three modals in a stack, hashes, views of 250 KB.
//   - Delivery: Socket Mode (envelopes, acknowledgements below 20 KB within 3 s, events sent
//     again after 0, 1 and 5 min, ten sockets, disconnects, cuts) or HTTP (signatures,
//     url_verification, X-Slack-Retry-Num). Only what the manifest subscribes to is told.
//   - The manifest itself (package manifest).
//
// Where Slack is not known to be strict, the emulator is: a message with blocks needs text
// (WithoutText), a bare @channel in a mrkdwn object without verbatim counts as a call, code
// does not protect from mentions, chat.update takes no text above 4,000 characters. What
// Slack would swallow without a word is in Complaints.
//
// Time is a Clock: the real one, one that runs faster (WithScale), one that a test moves by
// Hand, or the real one with leaps (Leaping). Signatures and pings follow the real time, since slack-go checks them by that.
//
// Not emulated: groups of people (mpim), threads' subscriptions, presence, Enterprise Grid, token rotation, OAuth, workflows, streams, unfurl previews
// of other apps, link previews, pins, bookmarks, canvases.
package slacktest
