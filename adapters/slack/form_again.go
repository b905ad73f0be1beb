package slack

import (
	"strings"

	api "github.com/slack-go/slack"

	"kigo/bot/chat"
)

// errorName begins the names of blocks that say what is wrong.
const errorName = "wrong:"

// refilled is a form that was sent, with what was filled in and what is wrong with it: by
// block, and with the whole of it.
func refilled(sent api.View, errs map[string]string, rest string) *api.ModalViewRequest {
	view := &api.ModalViewRequest{
		Type: api.VTModal, Title: sent.Title, Close: sent.Close, Submit: sent.Submit,
		PrivateMetadata: sent.PrivateMetadata, CallbackID: sent.CallbackID,
	}
	blocks := wrong("", rest)
	for _, b := range sent.Blocks.BlockSet {
		in, ok := b.(*api.InputBlock)
		if !ok {
			if !strings.HasPrefix(b.ID(), errorName) {
				blocks = append(blocks, b)
			}
			continue
		}
		if sent.State != nil {
			for _, state := range sent.State.Values[in.BlockID] {
				in.Element = filled(in.Element, state)
			}
		}
		blocks = append(append(blocks, wrong(in.BlockID, errs[in.BlockID])...), in)
	}
	view.Blocks.BlockSet = roomOf(blocks).cut(room{}).blocks
	return view
}

// wrong says what is wrong with a block, above it.
func wrong(blockID, text string) []api.Block {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	text, _ = short(text, maxError)
	blocks := introBlocks(chat.Text{{Kind: chat.Strong, Text: text}}, 1)
	for _, b := range blocks {
		if rich, ok := b.(*api.RichTextBlock); ok {
			rich.BlockID = errorName + head(blockID, maxBlockID-len(errorName))
		}
	}
	return blocks
}

// filled is an element that begins with what somebody has filled in.
func filled(e api.BlockElement, state api.BlockAction) api.BlockElement {
	switch e := e.(type) {
	case *api.PlainTextInputBlockElement:
		made := *e
		made.InitialValue = state.Value
		return &made
	case *api.NumberInputBlockElement:
		made := *e
		made.InitialValue = state.Value
		return &made
	case *api.SelectBlockElement:
		made := *e
		made.InitialOption = nil
		if state.SelectedOption.Value != "" {
			made.InitialOption = &state.SelectedOption
		}
		return &made
	}
	return e
}
