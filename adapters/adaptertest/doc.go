// Package adaptertest is what kigo expects of a chat platform, as tests. Every adapter
// passes them: on an emulator of its platform, or on the real thing.
//
// # Two ways
//
// The way out is chat.Adapter: messages that answer nothing are sent, found, edited and
// deleted. The way in is a conversation: people type, click and fill in forms, a scripted
// bot answers, and people look at what they got. One test of a platform runs both:
//
//	func TestContract(t *testing.T) {
//		adaptertest.Run(t, adaptertest.Chat{
//			Name:    "mattermost",
//			Deliver: func(t *testing.T) adaptertest.Harness { … },
//			Talk:    func(t *testing.T, bot *adaptertest.Bot) adaptertest.Room { … },
//		})
//	}
//
// Deliver and Talk are called for each case, which run in parallel: each call makes a
// platform of its own, on which nothing has happened yet, and ends it by t.Cleanup.
//
// # A room
//
// Talk connects the real adapter to bot, instead of to bot.Bot, and to an emulator, and
// returns a Room with People people, all of them members of one channel in which kigo is,
// too. An adapter that waits for replies gets bot.Handle, one that is called back
// bot.Answer, which takes an event of the same ID once, as the real one does. It lets
// through the panics of its script, which must not end the process. Every reply must be
// deliverable: the error of a delivery fails the case.
//
// A Person acts as people do in that platform's client, and the room does what the client
// and the server would make of it. "@kigo" in what they write is kigo's name, in whatever
// case, written as the client does ("<@U012>"); it is no mention in code, in an address or
// in another name.
//
// An action may return before it was handled or afterwards. It may be called in a
// goroutine; so what goes wrong is reported by t.Errorf, never by t.Fatal. What people see
// is asked for as often as it takes, and is what their client shows at that moment:
//
//   - Words as they look: without mark-up, escapes and characters of no width, bullets as
//     they like, but the words, their order and their line breaks unchanged.
//   - A Post keeps its ID while it is edited or replaced. What is deleted or was replaced is
//     not seen any more. What only one person sees (ephemeral) is theirs alone, and gone if
//     the platform takes it away.
//   - Labels as they are shown, perhaps shortened with "…" at the end. Cases name buttons,
//     selects and options as the bot called them: compare by Shows. A platform that
//     pages its buttons or has to search for an option does so in Click and Choose.
//   - A message that the platform makes several posts of may be several Posts. Files and
//     pictures stand in the Post they belong to; where alternative text of a picture is
//     shown as words it may stand in Text.
//
// The one other thing that a room tells is what kigo can't know: BotWrites, Redeliver,
// Alerts. A model that does all of it in memory is in model_test.go and human_test.go.
//
// A field of a form goes by its label, an option by its own. Submit fills in what it is
// given, leaves the rest as it stands, and presses the button; then Form is either gone,
// another one, or the same with errors and with what the person has typed.
//
// # What a platform can't do
//
// Chat.Lacks names it, and the cases that need it are left out and listed in the log. Only
// "console" and "playground" may lack anything. Embed Unable for the methods that are
// never called then.
package adaptertest
