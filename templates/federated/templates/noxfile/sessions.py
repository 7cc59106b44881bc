{{ fragments.blocks("noxfile/sessions.py") }}
