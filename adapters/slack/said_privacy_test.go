package slack

// vanish is who has everything deleted: first they organise something alone, then they don't.
func (v *visitors) vanish() {
	v.says("privacy_delete", "dora", "datenschutz löschen")
	v.says("", "dora", "anmelden Rundgang")
	v.says("privacy_delete_seats", "dora", "datenschutz löschen")
	v.says("privacy_deleted", "dora", "datenschutz löschen ja")
	v.says("privacy_delete_alone", "bert", "datenschutz löschen")
}
