;; Timestamps in the form Bedrock logs; `timestamp.ts` reads the others.

;; "2026-11-03T09:14:22Z" in milliseconds since 1970; -1 for other forms, and for days not in every year.
(func $time (param $at i32) (param $end i32) (result f64)
  (local $year i32)
  (local $month i32)
  (local $day i32)
  (local $seconds i32)
  (if (i32.ne (i32.sub (local.get $end) (local.get $at)) (i32.const 22)) (then (return (f64.const -1))))
  (local.set $at (i32.add (local.get $at) (i32.const 1)))
  ;; Without the separators and zeros, a digit is at most 9 and a separator 0.
  (if (i32.eqz (i32.and
        (i8x16.all_true
          (i8x16.le_u
            (i8x16.sub (v128.load align=1 (local.get $at)) (v128.const i8x16
              0x30 0x30 0x30 0x30 0x2d 0x30 0x30 0x2d 0x30 0x30 0x54 0x30 0x30 0x3a 0x30 0x30))
            (v128.const i8x16 9 9 9 9 0 9 9 0 9 9 0 9 9 0 9 9)))
        (i8x16.all_true
          (i8x16.le_u
            (i8x16.sub (v128.load offset=4 align=1 (local.get $at)) (v128.const i8x16
              0x2d 0x30 0x30 0x2d 0x30 0x30 0x54 0x30 0x30 0x3a 0x30 0x30 0x3a 0x30 0x30 0x5a))
            (v128.const i8x16 0 9 9 0 9 9 0 9 9 0 9 9 0 9 9 0)))))
    (then (return (f64.const -1))))
  (local.set $year
    (i32.add
      (i32.mul (call $two (local.get $at)) (i32.const 100))
      (call $two (i32.add (local.get $at) (i32.const 2)))))
  (local.set $month (call $two (i32.add (local.get $at) (i32.const 5))))
  (local.set $day (call $two (i32.add (local.get $at) (i32.const 8))))
  (local.set $seconds
    (call $secondsOfDay
      (call $two (i32.add (local.get $at) (i32.const 11)))
      (call $two (i32.add (local.get $at) (i32.const 14)))
      (call $two (i32.add (local.get $at) (i32.const 17)))))
  (if (i32.or
        (i32.lt_s (local.get $seconds) (i32.const 0))
        (i32.eqz (call $isDay (local.get $year) (local.get $month) (local.get $day))))
    (then (return (f64.const -1))))
  (f64.mul
    (f64.add
      (f64.mul
        (f64.convert_i32_s (call $daysSince1970 (local.get $year) (local.get $month) (local.get $day)))
        (f64.const 86400))
      (f64.convert_i32_s (local.get $seconds)))
    (f64.const 1000)))

;; The number of two decimal digits.
(func $two (param $at i32) (result i32)
  (i32.sub
    (i32.add
      (i32.mul (i32.load8_u (local.get $at)) (i32.const 10))
      (i32.load8_u offset=1 (local.get $at)))
    (i32.const 528)))

;; -1 when there is no such time.
(func $secondsOfDay (param $hour i32) (param $minute i32) (param $second i32) (result i32)
  (if (i32.or
        (i32.gt_u (local.get $hour) (i32.const 23))
        (i32.or (i32.gt_u (local.get $minute) (i32.const 59)) (i32.gt_u (local.get $second) (i32.const 59))))
    (then (return (i32.const -1))))
  (i32.add
    (i32.mul (i32.add (i32.mul (local.get $hour) (i32.const 60)) (local.get $minute)) (i32.const 60))
    (local.get $second)))

;; Whether every year has the day, and the year is 1970 or later.
(func $isDay (param $year i32) (param $month i32) (param $day i32) (result i32)
  (local $last i32)
  ;; 31 in odd months up to July and in even ones from August on.
  (local.set $last
    (i32.add
      (i32.const 30)
      (i32.and
        (i32.xor (local.get $month) (i32.shr_u (local.get $month) (i32.const 3)))
        (i32.const 1))))
  (if (i32.eq (local.get $month) (i32.const 2)) (then (local.set $last (i32.const 28))))
  (i32.and
    (i32.ge_u (local.get $year) (i32.const 1970))
    (i32.and
      (i32.lt_u (i32.sub (local.get $month) (i32.const 1)) (i32.const 12))
      (i32.lt_u (i32.sub (local.get $day) (i32.const 1)) (local.get $last)))))

(func $daysSince1970 (param $year i32) (param $month i32) (param $day i32) (result i32)
  ;; Years from March on have their leap day at the end.
  (if (i32.lt_u (local.get $month) (i32.const 3))
    (then
      (local.set $year (i32.sub (local.get $year) (i32.const 1)))
      (local.set $month (i32.add (local.get $month) (i32.const 12)))))
  (i32.add
    (i32.add
      (i32.mul (local.get $year) (i32.const 365))
      (i32.add
        (i32.sub
          (i32.div_u (local.get $year) (i32.const 4))
          (i32.div_u (local.get $year) (i32.const 100)))
        (i32.div_u (local.get $year) (i32.const 400))))
    (i32.sub
      (i32.add
        ;; Days before a month: 0, 31, 61, 92, ...
        (i32.div_u
          (i32.add (i32.mul (i32.sub (local.get $month) (i32.const 3)) (i32.const 153)) (i32.const 2))
          (i32.const 5))
        (local.get $day))
      (i32.const 719469))))
