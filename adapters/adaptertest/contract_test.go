package adaptertest_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"kigo/adapters/adaptertest"
	"kigo/bot/chat"
)

// faultVariable gives the model in a child process a fault.
const faultVariable = "ADAPTERTEST_FAULT"

func ideal(fault string) adaptertest.Chat {
	return adaptertest.Chat{
		Name: "model",
		Deliver: func(t *testing.T) adaptertest.Harness {
			m := newModel(t, nil, fault)
			return adaptertest.Harness{
				Adapter: m.Adapter(), Users: [2]string{"u0", "u1"},
				Shown: func(_ testing.TB, user string) []string {
					return m.shown(m.humans[user[1]-'0'], adaptertest.Direct)
				},
				Channel: "c", Elsewhere: []string{"fremd"},
				ShownThere: func(testing.TB) []string { return m.shown(m.humans[0], adaptertest.Channel) },
			}
		},
		Talk: func(t *testing.T, bot *adaptertest.Bot) adaptertest.Room { return newModel(t, bot, fault) },
	}
}

func TestAChatWithoutFaultPasses(t *testing.T) {
	fault := os.Getenv(faultVariable)
	if fault != "" {
		adaptertest.Hurry(400 * time.Millisecond)
	}
	adaptertest.Run(t, ideal(fault))
}

func TestRulesNoticeFaults(t *testing.T) {
	for fault, rule := range map[string]string{
		"other bots are answered":      "other bots are ignored",
		"names are lost":               "kigo knows who speaks, and in which language",
		"panics are shown":             "a bot that panics costs one answer, and no words",
		"the end does not wait":        "the end finishes what was accepted, and no more",
		"the end is no end":            "the end finishes what was accepted, and no more",
		"the empty reply is shown":     "the empty reply shows nothing",
		"private replies are public":   "a private reply is seen by its person only",
		"private replaces public":      "a private answer leaves a public message alone",
		"the last message is replaced": "what was clicked is replaced, not what came last",
		"nothing is replaced":          "the answer takes the place of what was clicked, directly",
		"threads are lost":             "a mention is answered in its thread",
		"threads in threads":           "a mention inside a thread is answered in that",
		"words alert":                  "words in replies call for nobody",
		"everybody shares a channel":   "a person's channel is their own and stays the same",
		"an edit loses the key":        "what was edited is found by its key",
		"deleting does nothing":        "what is deleted is shown to nobody",
		"what is gone is no error":     "what is gone can't be edited or deleted",
		"the channel gets nothing":     "what a channel is sent is there once, and found",
		"kigo writes where it is not":  "a channel without kigo takes nothing",
		"files may be large":           "a file comes with the message that it was sent with",
		"blanks collapse":              "a command arrives as it was typed",
		"lines are escaped":            "a command arrives as it was typed",
		"every @kigo is a mention":     "what is not addressed to kigo leaves no trace",
		"the name stays":               "a mention arrives without kigo's name",
		"what comes twice is new":      "what is delivered twice is answered once",
		"edits are new":                "an edited message is no new event",
		"lines are cut":                "a click carries the button's line",
		"clicks are everybody's":       "a click by somebody else is theirs",
		"files are lost":               "a reply brings files and pictures with their words",
		"long texts are cut":           "a text that is too long for the platform is shown",
		"mark-up counts":               "words in replies stay as they are",
		"defaults are lost":            "a form that is sent says all its values",
		"errors close forms":           "what is wrong stands at its field until put right",
	} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			name := strings.ReplaceAll(rule, " ", "_")
			child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestAChatWithoutFaultPasses$//^"+name+"$")
			child.Env = append(os.Environ(), faultVariable+"="+fault)
			if out, err := child.CombinedOutput(); err == nil || !strings.Contains(string(out), name) {
				t.Errorf("%q was not noticed: %v\n%s", rule, err, out)
			}
		})
	}
}

func TestOnlyToysMayLackAnything(t *testing.T) {
	one := []adaptertest.Ability{adaptertest.Threads}
	for _, name := range []string{"mattermost", "slack", "model"} {
		if adaptertest.Complaint(adaptertest.Chat{Name: name, Lacks: one}) == "" {
			t.Errorf("%s may lack something", name)
		}
		if got := adaptertest.Complaint(adaptertest.Chat{Name: name}); got != "" {
			t.Errorf("%s lacks nothing: %s", name, got)
		}
	}
	private := adaptertest.Chat{Name: "mattermost", Lacks: []adaptertest.Ability{adaptertest.Vanish}} // an administrator decides
	if got := adaptertest.Complaint(private); got != "" {
		t.Error(got)
	}
	for _, name := range []string{"console", "playground"} {
		if got := adaptertest.Complaint(adaptertest.Chat{Name: name, Lacks: one}); got != "" {
			t.Error(got)
		}
		if adaptertest.Complaint(adaptertest.Chat{Name: name, Lacks: []adaptertest.Ability{"wings"}}) == "" {
			t.Error("a chat may lack what no rule asks for")
		}
	}
}

func TestLabelsMayBeShortened(t *testing.T) {
	for shown, want := range map[string]bool{
		"Anmelden": true, "Anmel…": true, "Anmeldung": false, "Anmel": false, "…": false, "Abm…": false, "": false,
	} {
		if got := adaptertest.Shows(shown, "Anmelden"); got != want {
			t.Errorf("%q stands for it: %v", shown, got)
		}
	}
}

var _ chat.Adapter = (*modelAdapter)(nil)
