package pulses

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"kigo/bot/fault"
	"kigo/bot/people"
)

// KindFeedback tells those who were asked what is done about the result.
const KindFeedback = "pulse.feedback"

// MaxFeedback is how many characters each part of a feedback has at most.
const MaxFeedback = 1500

// Feedback is what those who lead say to a result: "Das habt ihr gesagt – das tun wir". It
// goes to everybody who was asked, whether they took part or not, since nobody knows who did.
// Whom that means is looked up in the list of who was asked, which is kept for it (see
// KeepElectorate) and says no more than the invitations did. Working the target out anew
// would reach people who never saw the survey, and miss others who did.
type Feedback struct {
	Heard   Words     `bson:"heard"`
	Doing   Words     `bson:"doing"`
	By      people.ID `bson:"by"`
	Version int       `bson:"version"` // rises with every draft; 0 is none
	Sent    bool      `bson:"sent"`    // agreed to; nothing changes any more
}

// DraftFeedback keeps what an admin would tell those who were asked in a run, in place of an
// earlier draft, if its result is out to all of them.
func (s *Service) DraftFeedback(ctx context.Context, by people.Person, r Run, f Feedback) (Run, error) {
	if err := s.MayFeedBack(ctx, by, r); err != nil {
		return r, err
	}
	f.By = by.ID
	after, ok, err := s.Store.DraftFeedback(ctx, r.ID, f)
	if err == nil && !ok {
		return r, fault.New("pulse.feedback.sent", r.args())
	}
	return s.seen(after), wrap(err, "draft feedback to pulse", r.ID)
}

// SendFeedback has the draft sent that the admin saw in that version, once.
func (s *Service) SendFeedback(ctx context.Context, by people.Person, r Run, version int) (Run, error) {
	if err := s.MayFeedBack(ctx, by, r); err != nil {
		return r, err
	}
	if err := s.record(ctx, by, "pulse.feedback", r.ID); err != nil {
		return r, err
	}
	after, ok, err := s.Store.SendFeedback(ctx, r.ID, version)
	if err == nil && !ok {
		return r, fault.New("pulse.changed_meanwhile", r.args())
	}
	return s.seen(after), wrap(err, "send feedback to pulse", r.ID)
}

// MayFeedBack is the fault that keeps by from giving feedback to a run, or nil.
func (s *Service) MayFeedBack(ctx context.Context, by people.Person, r Run) error {
	if err := s.mayManage(by, r); err != nil {
		return err
	}
	told, err := s.AllTold(ctx, r)
	switch {
	case err != nil:
		return err
	case r.State != Published:
		return fault.New("pulse.no_report", fault.Args{"Title": r.Survey.Title.DE, "Closes": r.Closes})
	case !told:
		return fault.New("pulse.report_soon", r.args())
	case r.Feedback.Sent:
		return fault.New("pulse.feedback.sent", r.args())
	case !s.Now().Before(r.feedbackUntil()):
		return fault.New("pulse.feedback.late", fault.Args{"Title": r.Survey.Title.DE, "Days": int(KeepElectorate.Hours() / 24)})
	}
	return nil
}

// feedbackUntil leaves what waits for working hours a few days to go out.
func (r Run) feedbackUntil() time.Time { return r.ClosedAt.Add(KeepElectorate - 7*24*time.Hour) }

// The names of the fields in which a feedback is written.
const (
	FieldHeard   = "gesagt"
	FieldDoing   = "tun"
	FieldHeardEN = "gesagt_en"
	FieldDoingEN = "tun_en"
)

// ReadFeedback turns the values of FeedbackForm into a feedback, or says what is wrong.
func ReadFeedback(values map[string]string) (Feedback, error) {
	wrong := map[string]*fault.Fault{}
	read := func(name string, required bool) string {
		v := strings.TrimSpace(values[name])
		switch {
		case v == "" && required:
			wrong[name] = fault.New("pulse.empty")
		case utf8.RuneCountInString(v) > MaxFeedback:
			wrong[name] = fault.New("pulse.text_long", fault.Args{"Max": MaxFeedback})
		}
		return v
	}
	f := Feedback{Heard: Words{DE: read(FieldHeard, true), EN: read(FieldHeardEN, false)}, Doing: Words{DE: read(FieldDoing, true), EN: read(FieldDoingEN, false)}}
	return f, fault.Form(wrong)
}
