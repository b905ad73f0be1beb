package blockkit

import "strconv"

var charts = map[string]object{
	"pie": {fields: fields{
		"type":     must(text{}),
		"segments": must(list{1, 6, segment}),
	}},
	"bar":  axes,
	"line": axes,
	"area": axes,
}

// segment is a slice of a pie.
var segment = object{
	fields:    fields{"label": must(text{least: 1, most: 20}), "value": must(number{})},
	relations: []relation{positive("value")},
}

// axes is a chart with an x and a y axis.
var axes = object{
	fields: fields{
		"type":   must(text{}),
		"series": must(list{1, 6, series}),
		"axis_config": must(object{fields: fields{
			"categories": must(list{1, 20, text{least: 1, most: 20}}),
			"x_label":    may(text{most: 50}),
			"y_label":    may(text{most: 50}),
		}}),
	},
	relations: []relation{pointsMatchCategories},
}

var series = object{fields: fields{
	"name": must(text{least: 1, most: 20}),
	"data": must(list{1, 20, object{fields: fields{
		"label": must(text{least: 1, most: 20}),
		"value": must(number{}),
	}}}),
}}

func positive(name string) relation {
	return func(c *checker, at string, o Object) {
		if f, ok := o[name].(float64); ok && f <= 0 {
			c.add(broken(at+"/"+name, "must be greater than 0"))
		}
	}
}

// pointsMatchCategories: every series has its own name and one point a category.
func pointsMatchCategories(c *checker, at string, o Object) {
	config, _ := o["axis_config"].(Object)
	categories := map[string]bool{}
	for _, name := range array(config["categories"]) {
		if s, ok := name.(string); ok {
			categories[s] = true
		}
	}
	names := map[string]bool{}
	for i, s := range objects(o["series"]) {
		at := at + "/series/" + strconv.Itoa(i)
		if name, _ := s["name"].(string); names[name] {
			c.add(duplicate(at+"/name", "name", name))
		} else {
			names[name] = true
		}
		points := map[string]bool{}
		for _, p := range objects(s["data"]) {
			label, _ := p["label"].(string)
			if !categories[label] || points[label] {
				c.add(broken(at+"/data", "must have exactly one point for each category"))
				return
			}
			points[label] = true
		}
		if len(points) != len(categories) {
			c.add(broken(at+"/data", "must have exactly one point for each category"))
		}
	}
}
