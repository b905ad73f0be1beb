package console

import (
	"context"
	"fmt"
	"io"
	"mime"
	"os"
	"path/filepath"

	"kigo/bot/chat"
	"kigo/bot/fault"
)

// attach lays a file ready that goes along with the persona's next message.
func (s *session) attach(path string) error {
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return fault.New("console.attach.unknown", fault.Args{"Typed": brief(path)})
	}
	s.desk().files = append(s.desk().files, chat.Upload{Fetch: func(_ context.Context, most int) (chat.File, error) { return fetch(path, most) }})
	return s.aside("console.attach.ready")
}

func fetch(path string, most int) (chat.File, error) {
	f, err := os.Open(path)
	if err != nil {
		return chat.File{}, fmt.Errorf("attach: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	data, err := io.ReadAll(io.LimitReader(f, int64(most)+1))
	switch {
	case err != nil:
		return chat.File{}, fmt.Errorf("attach: %w", err)
	case len(data) > most:
		return chat.File{}, chat.ErrTooLarge
	}
	return chat.File{Name: filepath.Base(path), Type: mime.TypeByExtension(filepath.Ext(path)), Data: data}, nil
}
