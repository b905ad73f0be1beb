package mattermost

import (
	"context"
	"fmt"
	"slices"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/bot/chat"
)

// uploads are the files of a post, which are fetched only if somebody wants them.
func (a *Adapter) uploads(ids []string) (all []chat.Upload) {
	for _, id := range ids {
		all = append(all, chat.Upload{Fetch: func(ctx context.Context, most int) (chat.File, error) { return a.fetch(ctx, id, most) }})
	}
	return all
}

func (a *Adapter) fetch(ctx context.Context, id string, most int) (f chat.File, err error) {
	err = chat.Patient(ctx, func() error {
		info, _, err := a.client.GetFileInfo(ctx, id)
		if err != nil {
			return fmt.Errorf("read file: %w", err)
		}
		if info.Size > int64(most) {
			return chat.ErrTooLarge
		}
		data, _, err := a.client.GetFile(ctx, id)
		if err != nil {
			return fmt.Errorf("read file: %w", err)
		}
		f = chat.File{Name: info.Name, Type: info.MimeType, Data: data}
		return nil
	})
	return f, err
}

// layout is a message in pages; what comes apart is on pages before its words.
func (a *Adapter) layout(m chat.Message, to target) []page {
	if !m.Apart || len(m.Images)+len(m.Files) == 0 || len(m.Sections) == 0 {
		return pages(m, a.link(to))
	}
	return append(pages(chat.Message{Images: m.Images, Files: m.Files}, a.link(to)), pages(chat.Message{Sections: m.Sections}, a.link(to))...)
}

// holds reports whether a post has the files of a page already.
func holds(p *model.Post, want page) bool {
	var names, there []string
	for _, i := range want.Images {
		names = append(names, fmt.Sprint(i.Name, len(i.Data)))
	}
	for _, f := range want.Files {
		names = append(names, fmt.Sprint(f.Name, len(f.Data)))
	}
	if p.Metadata != nil {
		for _, f := range p.Metadata.Files {
			there = append(there, fmt.Sprint(f.Name, f.Size))
		}
	}
	slices.Sort(names)
	slices.Sort(there)
	return slices.Equal(names, there)
}
