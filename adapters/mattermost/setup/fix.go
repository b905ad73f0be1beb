package setup

import (
	"context"
	"fmt"
	"maps"
	"strings"
)

// fix is a setting that stands in the way, and what it ought to be.
type fix struct {
	Setting
	have string
	want any
}

// fixes are the settings without which kigo can't work or can't be set up.
func (r *run) fixes() []fix {
	var all []fix
	if r.Config.is(BotCreation, "false") && r.bot == nil {
		all = append(all, fix{BotCreation, "false", true})
	}
	if r.Config.is(Commands, "false") {
		all = append(all, fix{Commands, "false", true})
	}
	if list, known := r.Config.Value(Internal); known && len(r.target.forbidden(list)) > 0 {
		all = append(all, fix{Internal, fmt.Sprintf("%q", list), r.target.merged(list)})
	}
	return all
}

// fixConfig changes the server's configuration, where that is wished.
func (r *run) fixConfig(ctx context.Context) {
	if !r.FixConfig {
		return
	}
	for _, f := range r.fixes() {
		want := fmt.Sprint(f.want)
		shown := want
		if _, text := f.want.(string); text {
			shown = fmt.Sprintf("%q", want)
		}
		what := fmt.Sprintf("%s: %s → %s", f.Key, f.have, shown)
		if r.DryRun {
			r.Config = r.Config.with(f.Setting, f.want)
		}
		r.change("configuration", "change "+what, "changed "+what, func() error {
			section, name, _ := strings.Cut(f.Key, ".")
			resp, err := r.DoAPIPutJSON(ctx, "/config/patch", map[string]any{section: map[string]any{name: f.want}})
			if err != nil {
				return err
			}
			_ = resp.Body.Close()
			if err := r.read(ctx); err != nil {
				return err
			}
			if !r.Config.is(f.Setting, want) {
				return &Problem{"the server keeps it as it was", "change it where it is fixed: in " + f.variable() + " of the server's environment, or in its configuration file, and restart the server", nil}
			}
			return nil
		})
	}
}

// off says whether a setting stands in the way.
func (r *run) off(s Setting) bool { return r.Config.is(s, "false") }

// with is the configuration as it would be with another value.
func (c Config) with(s Setting, value any) Config {
	section, name, _ := strings.Cut(s.Key, ".")
	full := maps.Clone(c.full)
	of, _ := full[section].(map[string]any)
	of = maps.Clone(of)
	if of == nil {
		of = map[string]any{}
	}
	of[name] = value
	if full == nil {
		full = map[string]any{}
	}
	full[section] = of
	return Config{client: c.client, full: full}
}
