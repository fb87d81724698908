"""The living diagram of the network: what each unit computes, what each link carries, taken in hand.

`structure`, `layout`, `links` and `held` say what there is and where (no Qt); `painter`, `tiles`, `flow` and
`overlay` paint it; `gestures` and `keys` turn mouse and keyboard into wishes, which `hands` carries out and
`view` emits. Of large layers the strongest links are drawn and a picture of the rest, and the engine sends
no more than that, so that a frame costs about the same whatever the network's size.
"""
