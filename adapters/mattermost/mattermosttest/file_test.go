package mattermosttest

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
)

func TestFilesAreTakenOnce(t *testing.T) {
	b := start(t)
	ch := b.plaza()
	up, _, err := b.bot.UploadFileAsRequestBody(b.ctx, []byte("BEGIN:VCALENDAR"), ch.Id, "termin.ics")
	b.ok(err)
	form, resp, err := b.bot.UploadFile(b.ctx, []byte("abc"), ch.Id, "a.txt")
	b.ok(err)
	if resp.StatusCode != http.StatusCreated || up.FileInfos[0].Name != "termin.ics" || up.FileInfos[0].Extension != "ics" || up.FileInfos[0].Size != 15 {
		t.Errorf("%d %s", resp.StatusCode, js(up))
	}
	one, two := up.FileInfos[0].Id, form.FileInfos[0].Id
	p := b.post(&model.Post{ChannelId: ch.Id, FileIds: []string{one, model.NewId(), two}})
	again := b.post(&model.Post{ChannelId: ch.Id, FileIds: []string{one}})
	slices.Sort(p.FileIds) // as the server does
	want := []string{one, two}
	slices.Sort(want)
	if !slices.Equal(p.FileIds, want) || len(again.FileIds) != 0 {
		t.Errorf("kept %v, then %v", p.FileIds, again.FileIds)
	}
	data, _, err := b.bot.GetFile(b.ctx, one)
	b.ok(err)
	if string(data) != "BEGIN:VCALENDAR" {
		t.Errorf("%q", data)
	}
	if p.Metadata == nil || len(p.Metadata.Files) != 2 {
		t.Errorf("metadata %s", js(p.Metadata))
	}
	_, _, err = b.bot.UploadFile(b.ctx, []byte("abc"), b.channel(model.ChannelTypePrivate).Id, "a.txt")
	b.refused(err, 403, forbiddenError)
}

func TestAPostHasAtMostTenFiles(t *testing.T) {
	b := start(t)
	ch := b.plaza()
	var ids []string
	for range 11 {
		up, _, err := b.bot.UploadFileAsRequestBody(b.ctx, []byte("x"), ch.Id, "a.txt")
		b.ok(err)
		ids = append(ids, up.FileInfos[0].Id)
	}
	_, _, err := b.bot.CreatePost(b.ctx, &model.Post{ChannelId: ch.Id, FileIds: ids})
	b.refused(err, 400, "model.post.is_valid.file_ids.app_error")
	if p := b.post(&model.Post{ChannelId: ch.Id, FileIds: ids[:10]}); len(p.FileIds) != 10 {
		t.Errorf("%d files", len(p.FileIds))
	}
}

func TestReactions(t *testing.T) {
	b := start(t)
	bert := b.human()
	ch := b.plaza(bert)
	st, _ := b.connected(b.token)
	p := b.say(ch.Id, "x")
	b.ok(bert.React(b.ctx, p, "thumbsup"))
	e := st.until("reaction_added")
	if text, _ := e.GetData()["reaction"].(string); !strings.Contains(text, bert.ID) || !strings.Contains(text, "thumbsup") {
		t.Errorf("told %s", text)
	}
	list, _, err := b.bot.GetReactions(b.ctx, p.Id)
	b.ok(err)
	if len(list) != 1 || list[0].EmojiName != "thumbsup" {
		t.Errorf("%s", js(list))
	}
	_, err = bert.Client.DeleteReaction(b.ctx, &model.Reaction{UserId: bert.ID, PostId: p.Id, EmojiName: "thumbsup"})
	b.ok(err)
	st.until("reaction_removed")
}
