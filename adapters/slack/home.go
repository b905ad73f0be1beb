package slack

import (
	api "github.com/slack-go/slack"

	"kigo/bot/chat"
)

// home is kigo's page for one person. What is more than Slack shows is left out from the
// end, section by section; hint then says so. seal makes a command line what a button
// carries.
func home(sections []chat.Section, seal func(line string) string, hint ...chat.Section) api.HomeTabViewRequest {
	m := maker{seal: seal}
	var all []room
	for _, s := range sections {
		all = append(all, m.room(s))
	}
	if everything := joined(all); !everything.fits(room{}) {
		end := room{}
		for _, s := range hint {
			end = joined([]room{end, m.room(s)})
		}
		shown := room{}
		for i, one := range all {
			if !joined([]room{shown, one}).fits(end) {
				if i == 0 { // the beginning of it is better than nothing
					shown = one.cut(end)
				}
				break
			}
			shown = joined([]room{shown, one})
		}
		all = []room{shown, end}
	}
	blocks := append([]api.Block{}, joined(all).blocks...)
	return api.HomeTabViewRequest{Type: api.VTHomeTab, Blocks: api.Blocks{BlockSet: blocks}}
}

// room is what blocks take of a view.
type room struct {
	blocks []api.Block
	bytes  int
}

func roomOf(blocks []api.Block) room {
	r := room{blocks: blocks}
	for _, b := range blocks {
		r.bytes += jsonSize(b)
	}
	return r
}

func (m *maker) room(s chat.Section) room {
	var blocks []api.Block
	for _, p := range m.pieces(s) {
		blocks = append(blocks, p.block)
	}
	return roomOf(blocks)
}

func joined(all []room) room {
	var out room
	for _, r := range all {
		out.blocks = append(out.blocks, r.blocks...)
		out.bytes += r.bytes
	}
	return out
}

func (r room) fits(beside room) bool {
	return len(r.blocks)+len(beside.blocks) <= maxViewBlocks && r.bytes+beside.bytes <= maxViewBytes
}

// cut is as much of r as fits.
func (r room) cut(beside room) room {
	for !r.fits(beside) && len(r.blocks) > 0 {
		end := len(r.blocks) - 1
		r.bytes -= jsonSize(r.blocks[end])
		r.blocks = r.blocks[:end]
	}
	return r
}
