package broadcasts

import (
	"context"
	"errors"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// Channel is where one message stands instead of a copy for each.
type Channel struct {
	Platform string `bson:"platform"`
	ID       string `bson:"id"`
	Name     string `bson:"name"`
}

// typed is what is typed for the channel; it means no other one.
func (c Channel) typed() string { return c.Platform + ":" + c.Name }

// entry stands for the channel in an audience, where people stand by their ids.
func (c Channel) entry() people.ID { return people.ID("#" + c.Platform + "/" + c.ID) }

// addressee is for whom, or for which channel, an entry of an audience stands.
func addressee(entry people.ID) (people.ID, outbox.Address) {
	rest, ok := strings.CutPrefix(string(entry), "#")
	if !ok {
		return entry, outbox.Address{}
	}
	platform, channel, _ := strings.Cut(rest, "/")
	return "", outbox.Address{Platform: platform, Channel: channel}
}

// known is a channel with all its names.
type known struct {
	Channel
	title   string
	all     bool // whoever joins is put into it
	private bool
}

// noChannels is the fault of a chat that does not say which channels it has; it passes by itself.
func noChannels() *fault.Fault { return fault.New("broadcast.channel.trouble") }

// lookPatience is how long a chat may take to say which channels it has.
const lookPatience = 5 * time.Second

// channels are those in which kigo is, on all chats. A chat that does not say is the fault
// broadcast.channel.trouble, beside the channels of the others.
func (s *Service) channels(ctx context.Context) (all []known, err error) {
	ctx, cancel := context.WithTimeout(ctx, lookPatience)
	defer cancel()
	for _, platform := range slices.Sorted(maps.Keys(s.Chats)) {
		list, failed := s.Chats[platform].Channels(ctx)
		if failed != nil {
			err = noChannels()
		}
		for _, c := range list {
			all = append(all, known{Channel{platform, c.ID, c.Name}, c.Title, c.Default, c.Private})
		}
	}
	return all, err
}

// readChannels reads the channels of a target, parted by commas. What kigo is not in, or
// what means several, is a fault; so is a private channel that by is not in, as if there
// were none.
func (s *Service) readChannels(ctx context.Context, by people.Person, list string) ([]Channel, error) {
	all, trouble := s.channels(ctx)
	texts := strings.Split(list, ",")
	all, err := s.open(ctx, by, all, texts)
	if err != nil {
		trouble = err
	}
	var to []Channel
	for _, text := range texts {
		found := slices.DeleteFunc(slices.Clone(all), func(c known) bool { return !c.means(text) })
		switch {
		case len(found) == 0 && trouble != nil:
			return nil, trouble
		case len(found) == 0 && len(all) == 0:
			return nil, fault.New("broadcast.channel.none")
		case strings.TrimSpace(list) == "":
			return nil, fault.New("broadcast.channel.which", fault.Args{"Channels": enumerate(all)})
		case len(found) == 0:
			return nil, fault.Missing("broadcast.channel.unknown", fault.Args{"Text": short(strings.TrimSpace(text)), "Channels": enumerate(all)})
		case len(found) > 1:
			return nil, fault.New("broadcast.channel.several", fault.Args{"Text": short(strings.TrimSpace(text)), "Channels": enumerate(found)})
		}
		if !slices.Contains(to, found[0].Channel) {
			to = append(to, found[0].Channel)
		}
	}
	return to, nil
}

// means reports whether text is the channel's name, id, or link.
func (c known) means(text string) bool {
	text = strings.Trim(strings.TrimSpace(text), "<>")
	if strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "http://") {
		text = path.Base(text)
	}
	text, _, _ = strings.Cut(text, "|") // "<#C012|general>"
	if platform, name, ok := strings.Cut(text, ":"); ok && people.Fold(platform) == c.Platform {
		text = name
	} else if ok {
		return false
	}
	text = people.Fold(strings.TrimLeft(text, "#~"))
	return text != "" && slices.Contains([]string{people.Fold(c.ID), people.Fold(c.Name), people.Fold(c.title)}, text)
}

// enumerate names some channels as they are typed.
func enumerate(all []known) string {
	const most = 8
	var names []string
	for _, c := range all[:min(most, len(all))] {
		names = append(names, c.typed())
	}
	if len(all) > most {
		names = append(names, "…")
	}
	return strings.Join(names, ", ")
}

// inChannels is the audience of a target that is channels. One that kigo is not in any more
// is the fault broadcast.channel.gone.
func (s *Service) inChannels(ctx context.Context, t Target) (Audience, error) {
	a := Audience{ByChat: map[string]int{}}
	all, trouble := s.channels(ctx)
	for _, c := range t.Channels {
		is := func(k known) bool { return k.Platform == c.Platform && k.ID == c.ID }
		if !slices.ContainsFunc(all, is) {
			if trouble == nil {
				trouble = fault.New("broadcast.channel.gone", fault.Args{"Name": c.Name})
			}
			return a, trouble
		}
		members, err := s.members(ctx, c)
		if errors.Is(err, chat.ErrGone) {
			return a, fault.New("broadcast.channel.gone", fault.Args{"Name": c.Name})
		}
		if err != nil {
			return a, noChannels()
		}
		a.People = append(a.People, c.entry())
		a.Members += len(members)
		a.ByChat[c.Platform]++
	}
	slices.Sort(a.People)
	return a, nil
}

func (s *Service) members(ctx context.Context, c Channel) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, lookPatience)
	defer cancel()
	return s.Chats[c.Platform].MembersOf(ctx, c.ID)
}

// instead are channels, one on each chat of the audience, that reach everybody whom the
// order reaches and nobody who does not want it; none where there are no such, or where a
// chat does not say.
func (s *Service) instead(ctx context.Context, o Order, a Audience) []Channel {
	if o.Target.Kind != ToAll || a.Left > 0 || len(a.People) == 0 {
		return nil
	}
	all, err := s.channels(ctx)
	if err != nil {
		return nil
	}
	var to []Channel
	for _, platform := range a.Chats() {
		i := slices.IndexFunc(all, func(c known) bool { return c.all && c.Platform == platform })
		if i < 0 {
			return nil
		}
		members, err := s.members(ctx, all[i].Channel)
		if err != nil {
			return nil
		}
		there := make(map[string]bool, len(members))
		for _, user := range members {
			there[user] = true
		}
		for _, user := range a.users[platform] {
			if !there[user] {
				return nil
			}
		}
		to = append(to, all[i].Channel)
	}
	return to
}

// Retarget has a draft go into channels instead, under the version that the admin saw.
func (s *Service) Retarget(ctx context.Context, id ID, by people.Person, seen int, channels string) (Broadcast, error) {
	b, err := s.Get(ctx, id)
	if err != nil {
		return b, err
	}
	o := b.Order
	if o.Target, err = s.readTarget(ctx, by, "kanal "+channels); err != nil {
		return b, err
	}
	return s.Revise(ctx, id, by, seen, o)
}
