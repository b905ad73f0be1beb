package adaptertest

import (
	"sync"
	"testing"

	"kigo/bot/chat"
)

// Chat is a platform, as its test presents it to Run.
type Chat struct {
	Name string
	// Platform is what events call it; Name if empty.
	Platform string
	// Lacks is what people can't do there.
	Lacks []Ability
	// Long is how many characters of a text the platform shows at least; 0 is all of them.
	Long int
	// Deliver makes an adapter whose messages can be looked at.
	Deliver func(t *testing.T) Harness
	// Talk makes an adapter with people in front and bot behind it.
	Talk func(t *testing.T, bot *Bot) Room

	actions *sync.WaitGroup // that a case has going in the background
}

// Ability is something that people can do on a platform, or that can happen to them.
type Ability string

// What cases may need.
const (
	Channels Ability = "a channel that people share"
	Mentions Ability = "mentions of kigo"
	Threads  Ability = "threads"
	Edits    Ability = "editing what one has written"
	Bots     Ability = "other bots"
	Retries  Ability = "deliveries that come twice"
	Locales  Ability = "people of different languages"
	Alerts   Ability = "alerts to those who are named"
	Older    Ability = "buttons of older messages"
	Breaks   Ability = "line breaks in what is typed"
	Together Ability = "people who act at the same time"
	Uploads  Ability = "files that people send"
	Vanish   Ability = "private replies in a channel that can be replaced"
)

// abilities are all of them.
var abilities = []Ability{Channels, Mentions, Threads, Edits, Bots, Retries, Locales, Alerts, Older, Breaks, Together, Uploads, Vanish}

// mayLack says which chats may lack abilities: those in which nobody works. Mattermost
// replaces what only one person sees where an administrator allows that.
func mayLack(name string, a Ability) bool {
	return name == "console" || name == "playground" || (name == "mattermost" && a == Vanish)
}

// People is how many people there are in a Room.
const People = 8

// Room is a chat in which nothing was said yet. Its methods may be called by several
// goroutines.
type Room interface {
	// Person is one of the people, 0 to People-1. The second one's language is another
	// than the first one's, unless Lacks has Locales.
	Person(n int) Person
	// Adapter is the one behind the room.
	Adapter() chat.Adapter
	// Stop ends the adapter as the end of the process would, and returns when it has
	// finished what it had accepted. People still see what they have got; what they do
	// then may fail, which is no error. It is called once.
	Stop()

	// BotWrites makes another bot write: into the channel, or to kigo alone. Needs Bots.
	BotWrites(at Place, text string)
	// Redeliver makes the platform deliver once more whatever it delivered so far and may
	// deliver again: after a lost connection, to a second replica, for want of an answer.
	// Needs Retries.
	Redeliver()
}

// Place is where something is said.
type Place string

// The places.
const (
	Direct  Place = "direct"  // where a person and kigo are alone
	Channel Place = "channel" // where all people of the Room are; needs Channels
)

// Person is one of the people in a Room, with their client.
type Person interface {
	// User is what kigo learns about them: ID, Name, Locale. Nothing else is looked at.
	User() chat.User
	// Sees is everything before them, in both places and all threads, oldest first in each.
	Sees() []Post
	// Form is the form that lies open before them, the topmost one.
	Form() (f Form, open bool)

	// Command types "/kigo", a blank and the line.
	Command(at Place, line string)
	// Write writes a message and returns the ID of its Post.
	Write(at Place, text string) (id string)
	// Attach writes a message with a file. Needs Uploads.
	Attach(at Place, text, name string, data []byte)
	// Click presses a button of a message that they see.
	Click(p Post, button string)
	// Choose picks an option of one of the message's selects, and sends it off.
	Choose(p Post, selection, option string)
	// Submit fills in fields of the open form and sends it. Keys are labels; values are
	// what is typed, or an option's label.
	Submit(values map[string]string)

	// Answer writes in the thread of a message, whose ID it gets. Needs Threads.
	Answer(id, text string) (own string)
	// Edit changes a message that they have written. Needs Edits.
	Edit(id, text string)
	// Mention is how others call them there, "@bert". Needs Alerts.
	Mention() string
	// Alerts is how often the channel called for this person: because they were named, or
	// everybody was. What comes by direct message does not count. Needs Alerts.
	Alerts() int
}

// Post is a message as one person sees it.
type Post struct {
	ID      string
	Place   Place
	Thread  string // ID of the message in whose thread it stands; "" outside of threads
	From    string // the user's id; "" is kigo
	Private bool   // in the channel: marked as what only this person sees
	Text    string // all words but labels of controls
	Buttons []string
	Selects []Select
	Files   []File // pictures, too
}

// Select is a choice that a message offers.
type Select struct {
	Label   string
	Options []string
}

// File is a file or picture of a message.
type File struct {
	Name string
	Alt  string // of a picture
	Data []byte
}

// Form is an open form.
type Form struct {
	Title, Intro, Submit string
	Error                string // about the whole form
	Fields               []Field
}

// Field is a field of an open form, as it stands.
type Field struct {
	Label, Hint string
	Type        chat.FieldType
	Value       string // what stands there; an option by its label
	Options     []string
	Required    bool
	Error       string
}

// Unable is for rooms and people to embed that lack abilities.
type Unable struct{}

func (Unable) fail() { panic("adaptertest: a case needs what the chat said to lack") }

// BotWrites is never called.
func (u Unable) BotWrites(Place, string) { u.fail() }

// Redeliver is never called.
func (u Unable) Redeliver() { u.fail() }

// Answer is never called.
func (u Unable) Answer(string, string) string { u.fail(); return "" }

// Attach is never called.
func (u Unable) Attach(Place, string, string, []byte) { u.fail() }

// Edit is never called.
func (u Unable) Edit(string, string) { u.fail() }

// Mention is never called.
func (u Unable) Mention() string { u.fail(); return "" }

// Alerts is never called.
func (u Unable) Alerts() int { u.fail(); return 0 }
