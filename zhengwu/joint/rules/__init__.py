"""Pure rules of joint matters: merging, projecting, the lead window, progress, silence."""
