package slack

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	api "github.com/slack-go/slack"

	"kigo/bot/chat"
)

const (
	// keyEvent is the type of the metadata that carries a delivery key.
	keyEvent = "kigo_message"
	keyField = "key"
	// filesField names the files that went along.
	filesField = "files"
)

// target is where a message goes.
type target struct {
	channel string
	thread  string
	key     string // delivery key; may be empty
	look    bool   // some of it may be there already
	// announces says that it answers nobody: then kigo looks for it in channels, too.
	announces bool
}

// readable reports whether kigo may look there for what it has posted.
func (t target) readable() bool { return t.announces || isDirect(t.channel) }

// line is what a button carries: Slack keeps it, and proves who sends it back.
func line(s string) string { return s }

// lookBack is how far back an earlier attempt to post a message can lie.
const lookBack = 24 * time.Hour

// post posts m and returns the timestamp of its last post, which carries the key.
func (a *Adapter) post(ctx context.Context, to target, m chat.Message) (string, error) {
	parts, err := a.layout(ctx, m)
	if err != nil {
		return "", err
	}
	if len(parts) == 0 {
		return "", errors.New("an empty message")
	}
	last := len(parts) - 1
	there := map[string]string{}
	if to.look && last > 0 && to.key != "" && to.readable() {
		if there, err = a.known(ctx, to, a.Now().Add(-lookBack)); err != nil {
			return "", err
		}
	}
	var sent []string
	for i, p := range parts {
		key := to.key
		if i < last {
			key = part(to.key, fmt.Sprint(i))
		}
		chain(p.Blocks, sent, "")
		ts, ok := there[key]
		if !ok {
			if ts, err = a.postOne(ctx, to, key, p); err != nil {
				return "", err
			}
		}
		sent = append(sent, ts)
	}
	a.books.put(to.channel, pages{sent, sent[last]})
	return sent[last], nil
}

// part is the key of a post that is not the whole of a message.
func part(key, name string) string {
	if key == "" {
		return ""
	}
	return key + "/" + name
}

// postOne posts one post, after its files.
func (a *Adapter) postOne(ctx context.Context, to target, key string, p post) (ts string, err error) {
	files, err := a.share(ctx, to, p, key)
	if err != nil {
		return "", err
	}
	options := append(p.options(), metadata(key, files)...)
	if to.thread != "" {
		options = append(options, api.MsgOptionTS(to.thread))
	}
	err = a.call(ctx, posting, to.channel, func() (err error) {
		_, ts, err = a.api.PostMessageContext(ctx, to.channel, options...)
		return err
	})
	if err == nil {
		a.uploads.forget(to, key)
	}
	return ts, err
}

func (p post) options() []api.MsgOption {
	return []api.MsgOption{
		api.MsgOptionText(p.Text, false), // escaped already
		api.MsgOptionBlocks(p.Blocks...),
		api.MsgOptionDisableLinkUnfurl(), api.MsgOptionDisableMediaUnfurl(),
	}
}

func metadata(key string, files []string) []api.MsgOption {
	if key == "" {
		return nil // what an edited message has stays with it
	}
	payload := map[string]any{keyField: key}
	if len(files) > 0 {
		payload[filesField] = strings.Join(files, " ")
	}
	return []api.MsgOption{api.MsgOptionMetadata(api.SlackMetadata{EventType: keyEvent, EventPayload: payload})}
}

// rewrite puts m in the place of a message. What there is no page for comes below.
func (a *Adapter) rewrite(ctx context.Context, to target, old pages, m chat.Message) error {
	parts, err := a.layout(ctx, m)
	if err != nil {
		return err
	}
	if len(parts) == 0 {
		return errors.New("an empty message")
	}
	now, over := fewer(old, len(parts))
	for _, ts := range over {
		if err := a.remove(ctx, to.channel, ts); err != nil && !errors.Is(err, chat.ErrGone) {
			return err
		}
	}
	kept := len(now.all)
	if now.all, err = a.below(ctx, to, now, parts[kept:]); err != nil {
		return err
	}
	for i, page := range now.all[:kept] {
		p, key := parts[i], ""
		if page == now.keep {
			key = to.key
		}
		if len(now.all) > 1 {
			chain(p.Blocks, now.all, now.keep)
		}
		name := part(page, mark(p))
		files, err := a.share(ctx, to, p, name)
		if err != nil {
			return err
		}
		options := append(p.options(), metadata(key, files)...)
		err = a.call(ctx, "chat.update", "", func() error {
			_, _, _, err := a.api.UpdateMessageContext(ctx, to.channel, page, options...)
			return err
		})
		if errors.Is(err, chat.ErrGone) && page != now.keep { // somebody deleted a part of it
			return fmt.Errorf("a page is missing: %v", err) //nolint:errorlint // the row's recipient is there, only a page is not: whoever asks for chat.ErrGone must not find it
		}
		if err != nil {
			return err
		}
		a.uploads.forget(to, name)
	}
	a.books.put(to.channel, now)
	return nil
}

// below posts what an edited message has more pages of than before, and returns all pages.
func (a *Adapter) below(ctx context.Context, to target, now pages, parts []post) ([]string, error) {
	all := now.all
	if len(parts) == 0 {
		return all, nil
	}
	key := to.key
	if key == "" {
		key = now.keep
	}
	there := map[string]string{}
	if to.look && to.readable() {
		var err error
		if there, err = a.known(ctx, target{channel: to.channel, thread: to.thread, key: key}, a.Now().Add(-lookBack)); err != nil {
			return nil, err
		}
	}
	for i, p := range parts {
		name := part(key, fmt.Sprint(i, mark(p)))
		chain(p.Blocks, all, now.keep)
		ts, ok := there[name]
		if !ok {
			var err error
			if ts, err = a.postOne(ctx, to, name, p); err != nil {
				return nil, err
			}
		}
		all = append(all[:len(all):len(all)], ts)
	}
	return all, nil
}

// mark tells what one post says from what others say.
func mark(p post) string {
	b, err := json.Marshal(p)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(b)
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}
