package mattermost

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/bot/chat"
)

const (
	// keyProp is where a post carries the delivery key. Anybody can set it: it counts in
	// the bot's own posts only.
	keyProp = "kigo_key"
	// pagesProp names, in the last post of a message, those before it.
	pagesProp = "kigo_pages"
)

// target is where a message goes.
type target struct {
	channel string
	root    string // thread
	user    string // the only person who may use what is in it; "" is everybody
	key     string // delivery key; may be empty
	// Both of what only its reader sees.
	ephemeral bool
	hook      string
}

const (
	buttonsLast   = 365 * 24 * time.Hour
	ephemeralLast = 24 * time.Hour // such a post is gone with the next reload
	dialogLasts   = 24 * time.Hour
)

// link signs the command lines of a message.
func (a *Adapter) link(to target) func(line string) *model.PostActionIntegration {
	t := ticket{User: to.user, Until: a.Now().Add(buttonsLast).Unix(), Ephemeral: to.ephemeral, Hook: to.hook}
	if to.ephemeral {
		t.Until = a.Now().Add(ephemeralLast).Unix()
	}
	return func(line string) *model.PostActionIntegration {
		t.Line = line
		return &model.PostActionIntegration{
			URL:     a.PublicURL + actionPath,
			Context: map[string]any{ticketKey: a.stamp.seal(forAction, t)},
		}
	}
}

// post posts m as the bot and returns the id of its last post, which carries the key.
func (a *Adapter) post(ctx context.Context, to target, m chat.Message) (string, error) {
	me, err := a.client.me(ctx, selfAge)
	if err != nil {
		return "", unavailable(err)
	}
	parts := a.layout(m, to)
	if len(parts) == 0 {
		parts = []page{{}}
	}
	var ids []string
	for i, part := range parts {
		props := model.StringInterface{}
		key := to.key
		if i < len(parts)-1 {
			key = fmt.Sprintf("%s/%d", to.key, i)
		}
		if to.key != "" {
			props[keyProp] = key
		}
		if to.key != "" && len(parts) > 1 {
			known, err := a.find(ctx, to.channel, a.Now().Add(-time.Hour), func(p *model.Post) bool { return p.GetProp(keyProp) == key })
			if err != nil {
				return "", unavailable(err)
			}
			if known != nil {
				ids = append(ids, known.Id)
				continue
			}
		}
		if i > 0 && i == len(parts)-1 {
			props[pagesProp] = ids
		}
		id, err := a.create(ctx, me.id, to, part, props)
		if err != nil {
			return "", unavailable(err)
		}
		ids = append(ids, id)
	}
	return ids[len(ids)-1], nil
}

// errOtherPost would be the work of somebody who guessed the post's pending id.
var errOtherPost = errors.New("the server answers with another post than the one that was sent")

func (a *Adapter) create(ctx context.Context, me string, to target, p page, props model.StringInterface) (string, error) {
	files, err := a.upload(ctx, to.channel, p)
	if err != nil {
		return "", err
	}
	if len(p.Attachments) > 0 {
		props[model.PostPropsAttachments] = p.Attachments
	}
	post := &model.Post{ChannelId: to.channel, RootId: to.root, Message: p.Message, FileIds: files}
	post.SetProps(props)
	made, _, err := a.client.CreatePost(ctx, post)
	if err != nil {
		return "", fmt.Errorf("post: %w", err)
	}
	if made.UserId != me || made.ChannelId != to.channel || (props[keyProp] != nil && made.GetProp(keyProp) != props[keyProp]) {
		return "", errOtherPost
	}
	if len(made.FileIds) != len(files) {
		a.Log.Warn("Mattermost left files out of a post", "sent", len(files), "kept", len(made.FileIds))
	}
	return made.Id, nil
}

// upload brings the page's pictures and files to the server.
func (a *Adapter) upload(ctx context.Context, channel string, p page) (ids []string, err error) {
	files := slices.Clone(p.Files)
	for _, i := range p.Images {
		files = append(files, chat.File{Name: i.Name, Type: i.Type, Data: i.Data})
	}
	for _, f := range files {
		up, _, err := a.client.UploadFileAsRequestBody(ctx, f.Data, channel, f.Name)
		if err != nil {
			return nil, fmt.Errorf("upload file: %w", err)
		}
		for _, info := range up.FileInfos {
			ids = append(ids, info.Id)
		}
	}
	return ids, nil
}

// own returns kigo's own post, or chat.ErrGone.
func (a *Adapter) own(ctx context.Context, id string) (*model.Post, error) {
	me, err := a.client.me(ctx, selfAge)
	if err != nil {
		return nil, unavailable(err)
	}
	p, _, err := a.client.GetPost(ctx, id, "")
	switch {
	case isStatus(err, http.StatusNotFound):
		return nil, chat.ErrGone
	case err != nil:
		return nil, unavailable(err)
	case p.UserId != me.id:
		return nil, fmt.Errorf("post %s is not kigo's", id)
	}
	return p, nil
}

// rewrite puts m in the place of the message whose last post is id. What was clicked
// keeps its delivery key.
func (a *Adapter) rewrite(ctx context.Context, to target, id string, m chat.Message) error {
	old, err := a.own(ctx, id)
	if err != nil {
		return err
	}
	if key, ok := old.GetProp(keyProp).(string); ok && to.key == "" {
		to.key = key
	}
	posts := append(names(old.GetProp(pagesProp)), id)
	parts := a.layout(m, to)
	if len(parts) == 0 {
		parts = []page{{}}
	}
	for ; len(posts) > len(parts); posts = posts[1:] {
		if _, err := a.client.DeletePost(ctx, posts[0]); err != nil && !isStatus(err, http.StatusNotFound) {
			return unavailable(err)
		}
	}
	for i, part := range parts {
		if i >= len(posts) {
			if _, err := a.create(ctx, old.UserId, target{channel: old.ChannelId, root: old.RootId}, part, model.StringInterface{}); err != nil {
				return unavailable(err)
			}
			continue
		}
		if err := a.patch(ctx, posts[i], part, to.key, i == len(posts)-1, posts[:i]); err != nil {
			return unavailable(err)
		}
		// A post's files are its own for good, so new ones come in a post of their own.
		if len(part.Files)+len(part.Images) > 0 {
			was, _, err := a.client.GetPost(ctx, posts[i], "")
			if err != nil {
				return unavailable(err)
			}
			if holds(was, part) {
				continue
			}
			files := page{Files: part.Files, Images: part.Images}
			if _, err := a.create(ctx, old.UserId, target{channel: old.ChannelId, root: old.RootId}, files, model.StringInterface{}); err != nil {
				return unavailable(err)
			}
		}
	}
	return nil
}

func (a *Adapter) patch(ctx context.Context, id string, p page, key string, last bool, before []string) error {
	props := model.StringInterface{model.PostPropsFromBot: "true"} // the server sets it once only
	if key != "" && last {
		props[keyProp] = key
	}
	if last && len(before) > 0 {
		props[pagesProp] = before
	}
	if len(p.Attachments) > 0 {
		props[model.PostPropsAttachments] = p.Attachments
	}
	_, _, err := a.client.PatchPost(ctx, id, &model.PostPatch{Message: &p.Message, Props: &props})
	if err != nil {
		return fmt.Errorf("edit post: %w", err)
	}
	return nil
}

func names(v any) []string {
	list, _ := v.([]any)
	var all []string
	for _, e := range list {
		if s, ok := e.(string); ok {
			all = append(all, s)
		}
	}
	return all
}

const (
	sinceMost = 1000 // rows that a look since a time returns at most
	pageSize  = 200  // posts a page
)

// find returns kigo's own post since a time for which is holds, deleted ones too, or nil.
func (a *Adapter) find(ctx context.Context, channel string, since time.Time, is func(*model.Post) bool) (*model.Post, error) {
	me, err := a.client.me(ctx, selfAge)
	if err != nil {
		return nil, err
	}
	posts, err := a.since(ctx, channel, since)
	if err != nil {
		return nil, err
	}
	for _, p := range posts {
		if p.UserId == me.id && p.OriginalId == "" && is(p) { // one with an original is what an edit has left
			return p, nil
		}
	}
	return nil, nil
}

// since are the posts of a channel that were made or changed since a time, in no order.
// The server's own answer to that ends at 1,000; then they are paged through.
func (a *Adapter) since(ctx context.Context, channel string, since time.Time) (map[string]*model.Post, error) {
	list, _, err := a.client.GetPostsSince(ctx, channel, since.UnixMilli(), false)
	if err != nil {
		return nil, fmt.Errorf("read channel: %w", err)
	}
	if len(list.Posts) < sinceMost {
		return list.Posts, nil
	}
	posts := list.Posts
	for n := 0; ; n++ {
		list, _, err := a.client.GetPostsForChannel(ctx, channel, n, pageSize, "", false, false)
		if err != nil {
			return nil, fmt.Errorf("read channel: %w", err)
		}
		older := len(list.Order) < pageSize
		for _, id := range list.Order {
			p := list.Posts[id]
			posts[id] = p
			older = older || p.CreateAt < since.UnixMilli()
		}
		if older {
			return posts, nil
		}
	}
}
