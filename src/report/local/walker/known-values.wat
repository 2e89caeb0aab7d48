;; Numbers for values that few texts are written in over and over: model, region, person. The same number is the same
;; bytes, so that JavaScript need neither compare them nor make a string.

;; Values met before: 4,096 places of 256 bytes. Length, number, and from 16 on the value as written.
(global $KNOWN i32 (i32.const 0x10000))
(global $LONGEST i32 (i32.const 240))
;; Numbers given to values so far. A value that lost its place to another one gets a new number.
(global $numbers (mut i32) (i32.const 0))

;; The number of a value, whatever it is; 0 when it is missing, -1 when it is too long.
(func $text (param $at i32) (param $end i32) (result i32)
  (local $length i32)
  (local $place i32)
  (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
  (local.set $length (i32.sub (local.get $end) (local.get $at)))
  (if (i32.gt_u (local.get $length) (global.get $LONGEST)) (then (return (i32.const -1))))
  (local.set $place
    (i32.add
      (global.get $KNOWN)
      (i32.shl (call $hash (local.get $at) (local.get $length)) (i32.const 8))))
  (if (i32.eq (i32.load (local.get $place)) (local.get $length))
    (then
      (if (call $isSame (i32.add (local.get $place) (i32.const 16)) (local.get $at) (local.get $length))
        (then (return (i32.load offset=4 (local.get $place)))))))
  (call $keep (local.get $place) (local.get $at) (local.get $length))
  (i32.load offset=4 (local.get $place)))

;; 12 bits of all bytes. $length: at least 1.
(func $hash (param $at i32) (param $length i32) (result i32)
  (local $last i32)
  (local $bytes i64)
  (local $mixed i64)
  (local.set $last (i32.sub (i32.add (local.get $at) (local.get $length)) (i32.const 8)))
  (local.set $mixed (i64.extend_i32_u (local.get $length)))
  (local.set $bytes (i64.load align=1 (local.get $at)))
  (if (i32.lt_u (local.get $length) (i32.const 8))
    (then
      ;; What lies behind is shifted out.
      (local.set $bytes
        (i64.shl
          (local.get $bytes)
          (i64.extend_i32_u (i32.sub (i32.const 64) (i32.shl (local.get $length) (i32.const 3))))))
      (local.set $last (local.get $at))))
  (loop $next
    ;; Multiplying moves differences up only; turning brings them down again.
    (local.set $mixed
      (i64.mul
        (i64.rotl (i64.xor (local.get $mixed) (local.get $bytes)) (i64.const 29))
        (i64.const 0x9e3779b97f4a7c15)))
    (if (i32.lt_u (local.get $at) (local.get $last))
      (then
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        ;; The last eight bytes overlap those before.
        (if (i32.gt_u (local.get $at) (local.get $last)) (then (local.set $at (local.get $last))))
        (local.set $bytes (i64.load align=1 (local.get $at)))
        (br $next))))
  (i32.wrap_i64 (i64.shr_u (local.get $mixed) (i64.const 52))))

;; Whether two texts of a length are the same. Up to 15 bytes behind them are loaded, and left out.
(func $isSame (param $one i32) (param $other i32) (param $length i32) (result i32)
  (block $rest
    (loop $next
      (br_if $rest (i32.lt_u (local.get $length) (i32.const 16)))
      (if (v128.any_true
            (v128.xor (v128.load align=1 (local.get $one)) (v128.load align=1 (local.get $other))))
        (then (return (i32.const 0))))
      (local.set $one (i32.add (local.get $one) (i32.const 16)))
      (local.set $other (i32.add (local.get $other) (i32.const 16)))
      (local.set $length (i32.sub (local.get $length) (i32.const 16)))
      (br $next)))
  (i32.eqz
    (v128.any_true
      (v128.and
        (v128.xor (v128.load align=1 (local.get $one)) (v128.load align=1 (local.get $other)))
        (i8x16.lt_u
          (v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)
          (i8x16.splat (local.get $length)))))))

;; Puts a value, and a new number for it, in a place.
(func $keep (param $place i32) (param $at i32) (param $length i32)
  (local $end i32)
  (global.set $numbers (i32.add (global.get $numbers) (i32.const 1)))
  (i32.store (local.get $place) (local.get $length))
  (i32.store offset=4 (local.get $place) (global.get $numbers))
  (local.set $end (i32.add (local.get $at) (local.get $length)))
  (loop $next
    (v128.store offset=16 (local.get $place) (v128.load align=1 (local.get $at)))
    (local.set $place (i32.add (local.get $place) (i32.const 16)))
    (local.set $at (i32.add (local.get $at) (i32.const 16)))
    (br_if $next (i32.lt_u (local.get $at) (local.get $end)))))
