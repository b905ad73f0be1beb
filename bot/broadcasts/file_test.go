package broadcasts_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/bot/broadcasts"
	"kigo/bot/chat"
	"kigo/bot/people"
)

// png is as much of a picture as it takes to be known as one.
var png = []byte("\x89PNG\r\n\x1a\nBild")

// sent is a file that somebody sent along.
func sent(f chat.File) chat.Upload {
	return chat.Upload{Fetch: func(_ context.Context, most int) (chat.File, error) {
		if len(f.Data) > most {
			return chat.File{}, chat.ErrTooLarge
		}
		return f, nil
	}}
}

// holding is what goes along with the messages that somebody finds in their chat.
func (w *world) holding(user string) (all []chat.Message) {
	w.t.Helper()
	mails, err := w.mail.List(w.t.Context(), user)
	w.fine(err)
	for _, m := range mails {
		if len(m.Message.Images)+len(m.Message.Files) > 0 {
			all = append(all, m.Message)
		}
	}
	return all
}

func TestAPictureGoesAlongAndIsRecalledWithIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.crowd(2)
	b := w.draft(everybody("Hallo"))
	b, err := w.Attach(t.Context(), b.ID, w.anna, sent(chat.File{Name: "plan.png", Data: png}), " Der Lageplan ")
	w.fine(err)
	_, err = w.Approve(t.Context(), b.ID, w.gitte, 1, "")
	w.wantFault(err, "broadcast.changed") // it is another version now
	o, err := w.Read(t.Context(), w.anna, values(map[string]string{"text": "Moin"}), b.Order)
	w.fine(err)
	b, err = w.Revise(t.Context(), b.ID, w.anna, b.Version, o)
	w.fine(err)
	shown, err := w.Show(t.Context(), w.catalogue.Printer("de"), b, w.anna.ID)
	w.fine(err)
	if len(shown.Images) != 1 {
		t.Errorf("the preview shows %d pictures", len(shown.Images))
	}
	_, err = w.Approve(t.Context(), b.ID, w.gitte, b.Version, "")
	w.fine(err)
	w.settle()
	wantPicture := func(when string) {
		t.Helper()
		got := w.holding("p1")
		if len(got) != 1 || len(got[0].Images) != 1 || got[0].Images[0].Alt != "Der Lageplan" || got[0].Images[0].Type != "image/png" || !bytes.Equal(got[0].Images[0].Data, png) || !got[0].Apart {
			t.Errorf("%s there is %+v", when, got)
		}
	}
	wantPicture("after sending")
	w.corrects(b.ID, "Moin Moin")
	w.settle()
	wantPicture("after the correction")
	_, err = w.Recall(t.Context(), b.ID, w.anna)
	w.fine(err)
	w.settle()
	w.settle()
	if got := w.holding("p1"); len(got) > 0 {
		t.Errorf("after the recall there is %+v", got)
	}
	if data, err := w.Store.File(t.Context(), b.ID, b.File.Key); err != nil || data != nil {
		t.Errorf("%d bytes are kept, %v", len(data), err)
	}
}

func TestAFileIsReplacedAndTakenAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.draft(everybody("Hallo"))
	first, err := w.Attach(t.Context(), b.ID, w.anna, sent(chat.File{Name: "plan.png", Data: png}), "Plan")
	w.fine(err)
	second, err := w.Attach(t.Context(), b.ID, w.gitte, sent(chat.File{Name: "plan.pdf", Type: "application/pdf", Data: []byte("%PDF-1.4")}), "")
	w.fine(err)
	if data, _ := w.Store.File(t.Context(), b.ID, first.File.Key); data != nil {
		t.Error("the first one is kept")
	}
	if second.Author != w.gitte.ID || second.File.Alt != "" {
		t.Errorf("it is %+v by %s", second.File, second.Author)
	}
	w.fine(w.Test(t.Context(), second, w.anna.ID))
	w.settle()
	if got := w.holding("anna"); len(got) != 1 || len(got[0].Files) != 1 || got[0].Files[0].Name != "plan.pdf" {
		t.Errorf("the test holds %+v", got)
	}
	for range 2 {
		b, err = w.Detach(t.Context(), b.ID, w.anna)
		w.fine(err)
	}
	if data, _ := w.Store.File(t.Context(), b.ID, second.File.Key); data != nil || b.File != nil {
		t.Errorf("left is %+v", b.File)
	}
}

func TestWhatCantGoAlong(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.draft(everybody("Hallo"))
	for name, tc := range map[string]struct {
		file chat.File
		alt  string
		want string
	}{
		"a picture without words":   {chat.File{Name: "a.png", Data: png}, " ", "broadcast.file.alt"},
		"a picture with many words": {chat.File{Name: "a.png", Data: png}, string(bytes.Repeat([]byte("a"), 301)), "fault.too_long_by"},
		"a large file":              {chat.File{Name: "a.pdf", Data: make([]byte, broadcasts.MaxFile+1)}, "", "broadcast.file.large"},
		"an empty file":             {chat.File{Name: "a.pdf"}, "", "broadcast.file.empty"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.Attach(t.Context(), b.ID, w.anna, sent(tc.file), tc.alt)
			w.wantFault(err, tc.want)
		})
	}
	if now := w.read(b.ID); now.Version != 1 || now.File != nil {
		t.Errorf("it was changed: %+v", now)
	}
	under := w.approved(everybody("Moin"))
	w.settle()
	_, err := w.Attach(t.Context(), under.ID, w.anna, sent(chat.File{Name: "a.png", Data: png}), "Bild")
	w.wantFault(err, "broadcast.is.done")
}

// interrupted lets something happen each time that a file has been stored, once.
type interrupted struct {
	broadcasts.Store
	amid func()
}

func (i *interrupted) PutFile(ctx context.Context, id broadcasts.ID, key string, data []byte) error {
	err := i.Store.PutFile(ctx, id, key, data)
	if amid := i.amid; amid != nil {
		i.amid = nil
		amid()
	}
	return err
}

// filesOf is how many files of an announcement are stored.
func (w *world) filesOf(id broadcasts.ID) int {
	w.t.Helper()
	n, err := w.db.Collection("broadcast_files").CountDocuments(w.t.Context(), bson.D{{Key: "broadcast", Value: id}})
	w.fine(err)
	return int(n)
}

func TestTwoAdminsBringAFileAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.draft(everybody("Hallo"))
	bring := func(by people.Person, text string) error {
		_, err := w.Attach(t.Context(), b.ID, by, sent(chat.File{Name: "../../plan\u202efdp.exe", Data: []byte(text)}), "")
		return err
	}
	store := &interrupted{Store: w.Store, amid: func() { w.fine(bring(w.gitte, "ihre")) }}
	w.Service.Store = store
	w.fine(bring(w.anna, "meine"))
	b = w.read(b.ID)
	if data, err := w.Store.File(t.Context(), b.ID, b.File.Key); string(data) != "meine" || err != nil {
		t.Errorf("along goes %q, %v", data, err)
	}
	if n := w.filesOf(b.ID); n != 1 || b.File.Name != "planfdp.exe" {
		t.Errorf("%d files are kept, of %q", n, b.File.Name)
	}
	store.amid = func() { w.fine(w.Discard(t.Context(), b.ID)) }
	if err := bring(w.anna, "zu spät"); err == nil || w.filesOf(b.ID) != 0 {
		t.Errorf("of what is discarded %d files are left, %v", w.filesOf(b.ID), err)
	}
}

func TestWhatIsPrunedLeavesNoFile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.draft(everybody("Hallo"))
	b, err := w.Attach(t.Context(), b.ID, w.anna, sent(chat.File{Name: "plan.png", Data: png}), "Plan")
	w.fine(err)
	_, err = w.Approve(t.Context(), b.ID, w.gitte, b.Version, "")
	w.fine(err)
	w.settle()
	w.clock.Pass(31 * 24 * time.Hour)
	w.fine(second(w.Prune(t.Context(), w.Now())))
	if n := w.filesOf(b.ID); n != 0 {
		t.Errorf("%d files are kept", n)
	}
}
