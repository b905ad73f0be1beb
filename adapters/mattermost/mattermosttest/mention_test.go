package mattermosttest

import (
	"slices"
	"strings"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
)

// notifies reports whether a post of the bot mentions bert, as his app is told.
func notifies(b *bench, bert *Human, p *model.Post) bool {
	b.t.Helper()
	made := b.post(p)
	e, err := bert.Wait(b.ctx, func(e Event) bool { return e.Type == "posted" && e.Post.Id == made.Id })
	b.ok(err)
	mentions, _ := e.Data["mentions"].(string)
	told := strings.Contains(mentions, bert.ID)
	if b.s != nil {
		if noted := b.noted(bert.ID, made); noted != told {
			b.t.Errorf("%q: told %v, noted %v", p.Message, told, noted)
		}
	}
	return told
}

func TestWhatNotifies(t *testing.T) {
	b := start(t)
	bert := b.human()
	ch := b.plaza(bert)
	for text, want := range map[string]bool{
		"an @bert": true, "@BERT": true, "@bert.": true, "@bert: ja": true, "(@bert)": true, "**@bert**": true, "~~@bert~~": true,
		"@all": true, "@channel": true, "@here": true, "@ALL": true, "(@all)": true, "**@all**": true, "[@all](http://x.example)": true,
		"> @here": true, "<@all>": true, `\@all`: true, `\@bert`: true, "# @all": true, "* @all": true, "| a |\n|--|\n| @all |": true,
		"x.@all": true, "@all.": true, "@all,": true, "@all:": true, "_@all_": true, "@all_": true, "@all!": true,
		"@\u200ball": false, "@\u2060all": false, "@\u200bbert": false, "`@all`": false, "```\n@all\n```": false, "    @all": false,
		"x@all": false, "@all-x": false, "@&#97;ll": false, "@bertram": false, "@bert-x": false, "bert": false, "@ all": false,
		"@allx": false, "[x](http://x.example/@all)": false, "@all@bert": false, "x-@all": true, "@all's": true,
		"http://x.example/@all": false, ":@all:": false, "<!channel>": false, "mail@all.de": false, "/@all": true,
		"@*all*": false, "\\\\@all": true, "&#64;all": false, "＠all": false, "@аll": false,
	} {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "bert", bert.Name), "BERT", strings.ToUpper(bert.Name))
		if got := notifies(b, bert, &model.Post{ChannelId: ch.Id, Message: text}); got != want {
			t.Errorf("%q notifies: %v", text, got)
		}
	}
}

func TestWhichPartsOfAnAttachmentNotify(t *testing.T) {
	b := start(t)
	bert := b.human()
	ch := b.plaza(bert)
	for name, tc := range map[string]struct {
		attachment model.MessageAttachment
		want       bool
	}{
		"text":        {model.MessageAttachment{Text: "@all"}, true},
		"pretext":     {model.MessageAttachment{Pretext: "@all"}, true},
		"field value": {model.MessageAttachment{Fields: []*model.MessageAttachmentField{{Title: "x", Value: "@all"}}}, true},
		"field title": {model.MessageAttachment{Fields: []*model.MessageAttachmentField{{Title: "@all", Value: "x"}}}, false},
		"title":       {model.MessageAttachment{Title: "@all"}, false},
		"footer":      {model.MessageAttachment{Footer: "@all"}, false},
		"author":      {model.MessageAttachment{AuthorName: "@all"}, false},
		"fallback":    {model.MessageAttachment{Fallback: "@all"}, false},
		"button":      {model.MessageAttachment{Actions: []*model.PostAction{button("a", "@all", "http://x.example")}}, false},
	} {
		p := &model.Post{ChannelId: ch.Id, Message: name, Props: model.StringInterface{"attachments": []*model.MessageAttachment{&tc.attachment}}}
		if got := notifies(b, bert, p); got != tc.want {
			t.Errorf("%s notifies: %v", name, got)
		}
	}
}

func TestDirectMessagesAlwaysNotify(t *testing.T) {
	b := start(t)
	bert := b.human()
	if !notifies(b, bert, &model.Post{ChannelId: b.direct(bert).Id, Message: "x"}) {
		t.Error("a direct message does not notify")
	}
}

// noted reports whether a post has notified an account, as the emulator notes it.
func (b *bench) noted(userID string, p *model.Post) bool {
	return slices.ContainsFunc(b.s.Notified(userID), func(n *model.Post) bool { return n.Id == p.Id })
}

func TestNobodyOutsideTheChannelIsNotified(t *testing.T) {
	b := emulated(t)
	bert, anna := b.human(), b.human()
	p := b.say(b.plaza(anna).Id, "@"+bert.Name+" @all")
	if b.noted(bert.ID, p) || !b.noted(anna.ID, p) || b.noted(b.botID, p) {
		t.Errorf("bert %v, anna %v, the bot itself %v", b.noted(bert.ID, p), b.noted(anna.ID, p), b.noted(b.botID, p))
	}
}

func TestWithoutThePermissionAllIsInert(t *testing.T) {
	b := emulated(t)
	bert := b.human()
	ch := b.plaza(bert)
	role, _, err := b.admin.GetRoleByName(b.ctx, "channel_user")
	b.ok(err)
	less := slices.DeleteFunc(slices.Clone(role.Permissions), func(p string) bool { return p == "use_channel_mentions" })
	_, _, err = b.admin.PatchRole(b.ctx, role.Id, &model.RolePatch{Permissions: &less})
	b.ok(err)
	if notifies(b, bert, &model.Post{ChannelId: ch.Id, Message: "@all"}) {
		t.Error("@all notifies")
	}
	if !notifies(b, bert, &model.Post{ChannelId: ch.Id, Message: "@" + bert.Name}) {
		t.Error("a name does not notify")
	}
	b.s.Grant(b.botID, "system_post_all")
	if !notifies(b, bert, &model.Post{ChannelId: ch.Id, Message: "@all"}) {
		t.Error("@all does not notify with system_post_all")
	}
}

func TestWhoIsAwayIsNotHere(t *testing.T) {
	b := emulated(t)
	bert := b.human()
	ch := b.plaza(bert)
	if !b.noted(bert.ID, b.say(ch.Id, "@here")) {
		t.Error("bert is not notified although his app is open")
	}
	bert.leave()
	b.s.CutSocketsOf(bert.ID)
	if b.noted(bert.ID, b.say(ch.Id, "@here")) {
		t.Error("bert is notified although his app is closed")
	}
}
