package playground

import (
	"net/url"
	"strconv"
	"strings"

	"kigo/bot/chat"
)

// wireMessage is a message as the page gets it. It holds text and never mark-up; the
// command lines in it are only for showing.
type wireMessage struct {
	ID           string        `json:"id"`
	Seq          uint64        `json:"seq"`
	Rev          uint64        `json:"rev"`
	Conversation string        `json:"conversation"`
	Kind         string        `json:"kind"` // reply, direct, mine or channel
	From         string        `json:"from"` // account; "" is kigo
	At           int64         `json:"at"`   // Unix milliseconds
	Gone         bool          `json:"gone,omitempty"`
	Private      bool          `json:"private,omitempty"`
	Text         string        `json:"text,omitempty"`
	Sections     []wireSection `json:"sections,omitempty"`
	Images       []wireFile    `json:"images,omitempty"`
	Files        []wireFile    `json:"files,omitempty"`
}

type wireSection struct {
	Text    chat.Text    `json:"text,omitempty"`
	Fields  []chat.Field `json:"fields,omitempty"`
	Buttons []wireButton `json:"buttons,omitempty"`
	Selects []wireSelect `json:"selects,omitempty"`
}

type wireButton struct {
	N     int        `json:"n"` // counted through all sections
	Label string     `json:"label"`
	Style chat.Style `json:"style,omitempty"`
	Typed string     `json:"typed"` // what does the same
}

type wireSelect struct {
	N       int           `json:"n"`
	Label   string        `json:"label"`
	Options []chat.Option `json:"options"`
	Typed   string        `json:"typed"`
}

type wireFile struct {
	URL  string `json:"url"`
	Name string `json:"name"`
	Alt  string `json:"alt,omitempty"`
	Size int    `json:"size"`
}

func (p *Playground) render(e *entry, viewer string) wireMessage {
	out := wireMessage{
		ID: e.id, Seq: e.seq, Rev: e.rev, Conversation: e.conv, From: e.from, At: e.at.UnixMilli(),
		Gone: e.gone, Kind: kindFor(e, viewer), Private: e.conv == channelConv && e.only != "", Text: e.text,
	}
	var buttons, selects int
	for _, s := range e.msg.Sections {
		ws := wireSection{Text: safeText(s.Text)}
		for _, f := range s.Fields {
			ws.Fields = append(ws.Fields, chat.Field{Label: f.Label, Value: safeText(f.Value)})
		}
		for _, b := range s.Buttons {
			ws.Buttons = append(ws.Buttons, wireButton{buttons, b.Label, b.Style, chat.Prefix + b.Line})
			buttons++
		}
		for _, sel := range s.Selects {
			options := append([]chat.Option{}, sel.Options...)
			ws.Selects = append(ws.Selects, wireSelect{selects, sel.Label, options, chat.Prefix + sel.Line})
			selects++
		}
		out.Sections = append(out.Sections, ws)
	}
	for i, img := range e.msg.Images {
		out.Images = append(out.Images, wireFile{p.fileURL(e, viewer, i), img.Name, img.Alt, len(img.Data)})
	}
	for i, f := range e.msg.Files {
		n := len(e.msg.Images) + i
		out.Files = append(out.Files, wireFile{URL: p.fileURL(e, viewer, n), Name: f.Name, Size: len(f.Data)})
	}
	return out
}

func kindFor(e *entry, viewer string) string {
	switch {
	case e.mail:
		return "direct"
	case e.from == "":
		return "reply"
	case e.from == viewer:
		return "mine"
	default:
		return "channel"
	}
}

// fileURL names the n-th picture or file of this version of a message.
func (p *Playground) fileURL(e *entry, viewer string, n int) string {
	id := p.board.epoch + "-" + strconv.FormatUint(e.rev, 10) + "-" + strconv.Itoa(n)
	return "/playground/file/" + id + "?as=" + url.QueryEscape(viewer)
}

// safeText is t with the addresses taken out that a browser must not follow.
func safeText(t chat.Text) chat.Text {
	if len(t) == 0 {
		return nil
	}
	out := make(chat.Text, len(t))
	for i, n := range t {
		if n.Kind == chat.Link && !followable(n.URL) {
			n.URL = ""
		}
		if len(n.Items) > 0 {
			items := make([]chat.Text, len(n.Items))
			for j, item := range n.Items {
				items[j] = safeText(item)
			}
			n.Items = items
		}
		out[i] = n
	}
	return out
}

func followable(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		return u.Host != ""
	case "mailto":
		return u.Opaque != ""
	}
	return false
}
