package bot

import (
	"errors"

	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/i18n"
)

// explain turns an error into a reply: a fault into its sentence, anything else into a
// reference number, with the cause in the log.
func (b *Bot) explain(ev chat.Event, p i18n.Printer, err error, did *Handled) chat.Reply {
	did.Outcome = Refused
	var f *fault.Fault
	if !errors.As(err, &f) {
		did.Outcome = Failed
		ref := b.NewRef()
		b.Log.Error("request failed", "ref", ref, "platform", ev.Platform, "kind", ev.Kind, "error", err)
		f = fault.New("fault.internal", fault.Args{"Ref": ref})
	}
	if ev.Kind != chat.FormSubmit {
		return Private(chat.Say(p.Fault(f)))
	}
	errs := map[string]string{}
	for name, inner := range f.Fields {
		errs[name] = p.Fault(inner).String()
	}
	if len(errs) == 0 {
		errs[""] = p.Fault(f).String()
	}
	return chat.Reply{Errors: errs}
}
