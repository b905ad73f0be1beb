package slacktest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"kigo/adapters/slack/slacktest"
)

func TestAChannelTakesOneMessageASecond(t *testing.T) {
	t.Parallel()
	hand := slacktest.NewHand(time.Time{})
	s := slacktest.Start(t, slacktest.WithClock(hand))
	api := s.Client()
	anna, bert := s.AddMember(slacktest.Person{Name: "anna"}), s.AddMember(slacktest.Person{Name: "bert"})
	post := func(m *slacktest.Member) string {
		_, _, err := api.PostMessage(m.DM(), text("a"))
		return code(err)
	}
	for range slacktest.PostBurst {
		want(t, "a burst", post(anna), "")
	}
	want(t, "one more", post(anna), "ratelimited")
	want(t, "another channel", post(bert), "")
	hand.Advance(999 * time.Millisecond)
	want(t, "too soon", post(anna), "ratelimited")
	hand.Advance(time.Millisecond)
	want(t, "after a second", post(anna), "")
	want(t, "and at once", post(anna), "ratelimited")
	hand.Advance(time.Hour)
	for range slacktest.PostBurst {
		want(t, "a rest gives a burst, no more", post(anna), "")
	}
	want(t, "no more", post(anna), "ratelimited")
	if r := s.Refusals(); len(r) != 4 || r[0].Method != "chat.postMessage" || r[0].Channel != anna.DM() || r[0].RetryAfter != time.Second {
		t.Errorf("refusals: %+v", r)
	}
	if got := s.Count("chat.postMessage"); got != 12 {
		t.Errorf("%d calls", got)
	}
	if n := len(anna.Messages(anna.DM())); n != 7 {
		t.Errorf("%d messages", n)
	}
}

// A person's id and their channel are one address.
func TestAPersonsChannelIsOneAddress(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t, slacktest.WithClock(slacktest.NewHand(time.Time{})), slacktest.WithPostBurst(1))
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	_, _, err := s.Client().PostMessage(anna.DM(), text("a"))
	check(t, err)
	_, _, err = s.Client().PostMessage(anna.ID, text("a"))
	want(t, "by id", code(err), "ratelimited")
}

func TestTiersCountAMinute(t *testing.T) {
	t.Parallel()
	for method, tc := range map[string]struct {
		args string
		most int
	}{
		"conversations.open":  {"users=", 50},
		"users.list":          {"limit=1", 20},
		"users.info":          {"user=", 100},
		"users.lookupByEmail": {"email=a", 50},
		"chat.update":         {"channel=", 50},
		"chat.postEphemeral":  {"channel=C0X&text=a&user=", 100},
		"views.publish":       {"user_id=", 100},
		"team.info":           {"", 50},
	} {
		hand := slacktest.NewHand(time.Time{})
		s := slacktest.Start(t, slacktest.WithClock(hand))
		anna := s.AddMember(slacktest.Person{Name: "anna"})
		call := func() string {
			answer := raw(t, s, method, formType, s.BotToken(), strings.Replace(tc.args, "users=", "users="+anna.ID, 1))
			c, _ := answer["error"].(string)
			return c
		}
		for i := range tc.most {
			if call() == "ratelimited" {
				t.Fatalf("%s: refused after %d calls", method, i)
			}
			hand.Advance(100 * time.Millisecond)
		}
		want(t, method, call(), "ratelimited")
		passed := time.Duration(tc.most) * 100 * time.Millisecond
		if r := s.Refusals(); len(r) != 1 || r[0].RetryAfter != (time.Minute-passed).Round(time.Second) {
			t.Errorf("%s: %+v", method, r)
		}
		hand.Advance(time.Minute - passed)
		if call() == "ratelimited" {
			t.Errorf("%s: still refused after a minute", method)
		}
	}
}

func TestARefusalSaysWhenToComeBack(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t, slacktest.WithClock(slacktest.NewHand(time.Time{})), slacktest.WithPostBurst(1))
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	form := url.Values{"token": {s.BotToken()}, "channel": {anna.ID}, "text": {"a"}}
	for _, status := range []int{http.StatusOK, http.StatusTooManyRequests} {
		resp, err := http.PostForm(s.APIURL()+"chat.postMessage", form)
		check(t, err)
		resp.Body.Close()
		if resp.StatusCode != status || (resp.Header.Get("Retry-After") == "1") != (status == http.StatusTooManyRequests) {
			t.Errorf("status %d, Retry-After %q", resp.StatusCode, resp.Header.Get("Retry-After"))
		}
	}
}

func TestAWorkspaceHasALimitOfItsOwn(t *testing.T) {
	t.Parallel()
	hand := slacktest.NewHand(time.Time{})
	s := slacktest.Start(t, slacktest.WithClock(hand), slacktest.WithWorkspaceLimit(10))
	api := s.Client()
	people := s.AddMembers(11, func(int) slacktest.Person { return slacktest.Person{Name: "p"} })
	for i, p := range people {
		_, _, err := api.PostMessage(p.ID, text("a"))
		want(t, "message", code(err), map[bool]string{true: "", false: "ratelimited"}[i < 10])
	}
	hand.Advance(time.Minute)
	_, _, err := api.PostMessage(people[10].ID, text("a"))
	want(t, "after a minute", code(err), "")
}

// With time running fast, a client that heeds Retry-After gets everything through.
func TestTimeCanRunFast(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t, slacktest.WithScale(200), slacktest.WithPostBurst(1))
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	for sent := 0; sent < 20; {
		_, _, err := s.Client().PostMessage(anna.ID, text("a"))
		switch code(err) {
		case "":
			sent++
		case "ratelimited":
			time.Sleep(time.Millisecond) // 200 ms over there
		default:
			t.Fatal(err)
		}
	}
	if n := len(anna.Messages(anna.DM())); n != 20 {
		t.Errorf("%d messages", n)
	}
}

func TestFilesAreUploadedInThreeSteps(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t, slacktest.WithPostBurst(20))
	api := s.Client()
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	other := s.AddChannel("forum")
	upload := func(p slack.UploadFileParameters) (*slack.FileSummary, string) {
		p.Filename, p.FileSize, p.Content = "balken.png", 3, "png"
		f, err := api.UploadFileContext(ctx(t), p)
		if err != nil {
			return nil, err.Error()
		}
		return f, ""
	}
	f, e := upload(slack.UploadFileParameters{Channel: anna.DM(), AltTxt: "Ein Balken", Title: "Stimmung", InitialComment: "Bitte sehr"})
	want(t, "upload", e, "")
	m := anna.Messages(anna.DM())[0]
	if m.Shown() != "Bitte sehr\nStimmung\nbalken.png\nEin Balken" || string(m.Files[0].Data) != "png" || m.Files[0].ID != f.ID {
		t.Errorf("shown: %q, %+v", m.Shown(), m.Files)
	}
	_, e = upload(slack.UploadFileParameters{Channel: other})
	want(t, "a channel the bot is not in", e, "CompleteUploadExternal: not_in_channel")
	_, e = upload(slack.UploadFileParameters{Channel: "C0X"})
	want(t, "no channel", e, "CompleteUploadExternal: channel_not_found")
	_, e = upload(slack.UploadFileParameters{AltTxt: strings.Repeat("ö", 1001)})
	want(t, "alternative text", e, "GetUploadURLExternal: alt_txt_too_large")
	_, e = upload(slack.UploadFileParameters{Channels: make([]string, 101)})
	want(t, "no channels at all", e, "")
	_, err := api.CompleteUploadExternalContext(ctx(t), slack.CompleteUploadExternalParameters{Files: []slack.FileSummary{{ID: "F0X"}}})
	want(t, "no file", code(err), "file_not_found")
	_, err = api.CompleteUploadExternalContext(ctx(t), slack.CompleteUploadExternalParameters{Files: []slack.FileSummary{{ID: f.ID}}})
	want(t, "twice", code(err), "file_not_found")
	u, err := api.GetUploadURLExternalContext(ctx(t), slack.GetUploadURLExternalParameters{FileName: "a", FileSize: 5})
	check(t, err)
	if err := api.UploadToURL(ctx(t), slack.UploadToURLParameters{UploadURL: u.UploadURL, Content: "abc", Filename: "a"}); err == nil {
		t.Error("three bytes are taken for five")
	}
	want(t, "length 0", raw(t, s, "files.getUploadURLExternal", formType, s.BotToken(), "filename=a&length=0")["error"].(string), "missing_argument")
	picture := func(id string) string {
		_, _, err := api.PostMessage(anna.ID, text("a"), slack.MsgOptionBlocks(&slack.ImageBlock{Type: slack.MBTImage, AltText: "Balken", SlackFile: &slack.SlackFileObject{ID: id}}))
		return code(err)
	}
	want(t, "a picture that is there", picture(f.ID), "")
	want(t, "a picture that is not", picture("F0X"), "invalid_blocks")
}
