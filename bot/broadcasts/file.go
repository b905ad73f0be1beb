package broadcasts

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/people"
)

// The limits of what goes along with an announcement. MaxFile is in bytes.
const (
	MaxFile = 2 << 20
	MaxAlt  = 300 // characters
)

// File is the picture or file that goes along with an announcement.
type File struct {
	Key  string `bson:"key"` // under which its content is stored
	Name string `bson:"name"`
	Type string `bson:"type"`
	Alt  string `bson:"alt"` // what a picture shows; "" is no picture
	Size int    `bson:"size"`
}

// pictures are what every chat shows in place.
var pictures = []string{"image/png", "image/jpeg", "image/gif"}

// Attach has a picture or file go along with what has not begun, which has to be approved
// anew. alt says what a picture shows and is required of one.
func (s *Service) Attach(ctx context.Context, id ID, by people.Person, up chat.Upload, alt string) (Broadcast, error) {
	b, err := s.Get(ctx, id)
	if err == nil {
		err = b.CanRevise()
	}
	if err == nil {
		err = s.mayReach(ctx, by, b.Target)
	}
	if err != nil {
		return b, err
	}
	got, err := up.Fetch(ctx, MaxFile)
	switch {
	case errors.Is(err, chat.ErrTooLarge):
		return b, fault.New("broadcast.file.large", fault.Args{"Max": MaxFile >> 20})
	case err != nil:
		return b, fmt.Errorf("fetch a file for announcement %s: %w", id, err)
	case len(got.Data) == 0:
		return b, fault.New("broadcast.file.empty")
	}
	f := File{Key: s.NewID(), Name: chat.FileName(got.Name), Type: http.DetectContentType(got.Data), Size: len(got.Data)}
	if slices.Contains(pictures, f.Type) {
		f.Alt = strings.TrimSpace(alt)
		switch {
		case f.Alt == "":
			return b, fault.New("broadcast.file.alt", fault.Args{"ID": string(id)})
		case utf8.RuneCountInString(f.Alt) > MaxAlt:
			return b, fault.New("fault.too_long_by", fault.Args{"Has": utf8.RuneCountInString(f.Alt), "Max": MaxAlt})
		}
	} else if got.Type != "" {
		f.Type = got.Type
	}
	if err := s.Store.PutFile(ctx, id, f.Key, got.Data); err != nil {
		return b, fmt.Errorf("keep a file of announcement %s: %w", id, err)
	}
	b, err = s.attached(ctx, id, by, &f)
	var refused *fault.Fault
	if errors.As(err, &refused) { // and not whenever it is unknown whether it was stored
		err = errors.Join(err, s.dropFile(ctx, id, &f))
	}
	return b, err
}

// Detach takes picture or file away again.
func (s *Service) Detach(ctx context.Context, id ID, by people.Person) (Broadcast, error) {
	return s.attached(ctx, id, by, nil)
}

func (s *Service) attached(ctx context.Context, id ID, by people.Person, f *File) (Broadcast, error) {
	var old *File // and no other: somebody else may be bringing one at this moment
	b, err := s.change(ctx, id, func(b Broadcast) (Broadcast, error) {
		old = b.File
		if err := b.CanRevise(); err != nil || (f == nil && b.File == nil) {
			return b, err
		}
		o := b.Order
		o.File = f
		return b.revised(by.ID, b.Version, o)
	})
	if err != nil {
		return b, err
	}
	return b, s.dropFile(ctx, id, old)
}

func (s *Service) dropFile(ctx context.Context, id ID, f *File) error {
	if f == nil {
		return nil
	}
	if err := s.Store.DropFile(ctx, id, f.Key); err != nil {
		return fmt.Errorf("forget a file of announcement %s: %w", id, err)
	}
	return nil
}

// lastFile remembers the content of one file: an announcement sends the same one often.
type lastFile struct {
	mu   sync.Mutex
	key  string
	data []byte
}

// whole is m with what goes along with the announcement.
func (s *Service) whole(ctx context.Context, b Broadcast, m chat.Message) (chat.Message, error) {
	if b.File == nil {
		return m, nil
	}
	s.file.mu.Lock()
	defer s.file.mu.Unlock()
	if s.file.key != b.File.Key {
		data, err := s.Store.File(ctx, b.ID, b.File.Key)
		if err != nil {
			return m, fmt.Errorf("read a file of announcement %s: %w", b.ID, err)
		}
		s.file.key, s.file.data = b.File.Key, data
	}
	if len(s.file.data) == 0 {
		return m, nil // it was kept as long as was promised
	}
	m.Apart = true
	if b.File.Alt != "" {
		m.Images = append(m.Images, chat.Image{Name: b.File.Name, Alt: b.File.Alt, Type: b.File.Type, Data: s.file.data})
	} else {
		m.Files = append(m.Files, chat.File{Name: b.File.Name, Type: b.File.Type, Data: s.file.data})
	}
	return m, nil
}
