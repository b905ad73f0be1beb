package slack

import (
	"bytes"
	"context"
	"fmt"

	"kigo/bot/chat"
)

// sent are the files that somebody sent along, which are fetched only if they are wanted.
func (a *Adapter) sent(files []sentFile) (all []chat.Upload) {
	for _, f := range files {
		all = append(all, chat.Upload{Fetch: func(ctx context.Context, most int) (chat.File, error) { return a.fetch(ctx, f, most) }})
	}
	return all
}

func (a *Adapter) fetch(ctx context.Context, f sentFile, most int) (chat.File, error) {
	if f.Size > most {
		return chat.File{}, chat.ErrTooLarge
	}
	w := &bounded{most: most}
	err := a.call(ctx, "files", "", func() error {
		w.Reset()
		return a.api.GetFileContext(ctx, f.URL, w)
	})
	if w.over {
		return chat.File{}, chat.ErrTooLarge
	}
	return chat.File{Name: f.Name, Type: f.Type, Data: w.Bytes()}, err
}

// bounded keeps no more than so many bytes.
type bounded struct {
	bytes.Buffer
	most int
	over bool
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > b.most {
		b.over = true
		return 0, fmt.Errorf("more than %d bytes", b.most)
	}
	return b.Buffer.Write(p)
}
