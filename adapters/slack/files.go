package slack

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	api "github.com/slack-go/slack"

	"kigo/bot/chat"
)

// uploads remember the files of messages that are not out yet, so that a message that is
// tried again does not bring its files twice.
type uploads struct {
	mu   sync.Mutex
	done map[string]*upload
}

type upload struct {
	ids    []string
	asked  bool // Slack was asked to share them
	shared bool
}

func newUploads() *uploads { return &uploads{done: map[string]*upload{}} }

const maxUploads = 1000 // messages that are tried again

func (u *uploads) name(to target, key string) string {
	return to.channel + "/" + to.thread + "/" + key
}

// of is what is there of a post's files already.
func (u *uploads) of(to target, key string) *upload {
	u.mu.Lock()
	defer u.mu.Unlock()
	name := u.name(to, key)
	one, ok := u.done[name]
	if !ok {
		if len(u.done) >= maxUploads {
			clear(u.done)
		}
		one = &upload{}
		u.done[name] = one
	}
	return one
}

func (u *uploads) forget(to target, key string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.done, u.name(to, key))
}

// share brings a post's pictures and files into the channel, as one message, and returns
// their ids. They come before the text that they belong to, because only the text can carry
// the delivery key: what it finds is complete.
func (a *Adapter) share(ctx context.Context, to target, p post, key string) ([]string, error) {
	type item struct {
		file chat.File
		alt  string
	}
	var items []item
	for _, i := range p.Images {
		items = append(items, item{chat.File{Name: i.Name, Type: i.Type, Data: i.Data}, i.Alt})
	}
	for _, f := range p.Files {
		items = append(items, item{file: f})
	}
	if len(items) == 0 {
		return nil, nil
	}
	done := a.uploads.of(to, key) // one delivery at a time has it
	for _, it := range items[len(done.ids):] {
		id, err := a.upload(ctx, it.file, it.alt)
		if err != nil {
			return nil, err
		}
		done.ids = append(done.ids, id)
	}
	if done.shared {
		return done.ids, nil
	}
	var all []api.FileSummary
	for i, id := range done.ids {
		all = append(all, api.FileSummary{ID: id, Title: fileName(items[i].file)})
	}
	again := done.asked
	err := a.call(ctx, "files", "", func() error {
		done.asked = true
		_, err := a.api.CompleteUploadExternalContext(ctx, api.CompleteUploadExternalParameters{
			Files: all, Channel: to.channel, ThreadTimestamp: to.thread,
		})
		return err
	})
	if code(err) == "file_not_found" {
		if again { // then an earlier try, of which Slack did not tell, has shared them
			err = nil
		} else {
			*done = upload{}
		}
	}
	done.shared = err == nil
	return done.ids, err
}

func fileName(f chat.File) string { return cmp.Or(f.Name, "kigo") }

// maxAlt is how many characters Slack takes about a picture.
const maxAlt = 1000

func (a *Adapter) upload(ctx context.Context, f chat.File, alt string) (id string, err error) {
	if len(f.Data) == 0 {
		f.Data = []byte("\n") // Slack takes nothing empty
	}
	err = a.call(ctx, "files", "", func() error {
		to, err := a.api.GetUploadURLExternalContext(ctx, api.GetUploadURLExternalParameters{
			FileName: fileName(f), FileSize: len(f.Data), AltTxt: chat.Shorten(alt, maxAlt),
		})
		if err != nil {
			return err
		}
		id = to.FileID
		return a.api.UploadToURL(ctx, api.UploadToURLParameters{UploadURL: to.UploadURL, Reader: bytes.NewReader(f.Data), Filename: fileName(f)})
	})
	return id, err
}

// unshare takes away the files that came with a message of a direct channel.
func (a *Adapter) unshare(ctx context.Context, channel string, m *api.Message) error {
	list, _ := m.Metadata.EventPayload[filesField].(string)
	ids := strings.Fields(list)
	if len(ids) == 0 {
		return nil
	}
	for _, id := range ids {
		err := a.call(ctx, "files.delete", "", func() error { return a.api.DeleteFileContext(ctx, id) })
		if err != nil && !final(err) { // what is gone needs no deleting
			return err
		}
	}
	for cursor := ""; len(ids) > 0; {
		messages, next, err := a.read(ctx, target{channel: channel}, stampTime(m.Timestamp).Add(-time.Hour), cursor)
		if err != nil {
			return err
		}
		for _, old := range messages {
			here := func(id string) bool {
				return slices.ContainsFunc(old.Files, func(f api.File) bool { return f.ID == id })
			}
			if !slices.ContainsFunc(ids, here) {
				continue
			}
			if err := a.remove(ctx, channel, old.Timestamp); err != nil && !errors.Is(err, chat.ErrGone) {
				return err
			}
			ids = slices.DeleteFunc(ids, here)
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	return nil
}
