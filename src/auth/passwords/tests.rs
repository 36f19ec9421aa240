use super::*;

fn passwords() -> Passwords {
    Passwords::new().expect("parameters that fit")
}

#[test]
fn refuses_what_is_guessed_first() {
    let about = ["Kari Nordmann".to_owned(), "kari.nordmann@etat.example".to_owned()];
    let weak = [
        "",
        "kort",
        "hunter2hunter",
        "passordpassord",
        "Sommersommer1",
        "kari nordmann",
        "kari.nordmann@etat.example",
        "kari.nordmann@etat",
        "Nordmann123456",
        "aaaaaaaaaaaaaaaa",
        "123456789012345",
        "qwertyuiopå12",
        "tresportrespor",
        "ååååååååååå",
    ];
    for password in weak {
        assert_eq!(good_enough(password, &about), Err(Problem::WeakPassword { min: 12 }), "{password}");
    }
    for password in
        ["lykt bever syltetøy", "gresskar-vindu-77-fiolin", &generate(), &"langt og godt ".repeat(9)]
    {
        assert_eq!(good_enough(password, &about), Ok(()), "{password}");
    }
    assert_eq!(good_enough(&"ø1!".repeat(43), &about), Err(Problem::TooLong { max: 128 }));
}

#[tokio::test]
async fn keeps_argon2id_with_the_parameters_of_today() {
    let passwords = passwords();
    let hash = passwords.choose("password", "lykt bever syltetøy", &[]).await.expect("hashed");
    assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    assert_eq!(
        passwords.compare("lykt bever syltetøy", Some(&hash)).await.expect("compared"),
        Compared::Right
    );
    assert_eq!(
        passwords.compare("lykt bever syltetoy", Some(&hash)).await.expect("compared"),
        Compared::Wrong
    );
    assert_ne!(hash, passwords.rehash("lykt bever syltetøy").await.expect("hashed"), "salted");
}

#[tokio::test]
async fn composed_and_decomposed_letters_are_the_same() {
    let passwords = passwords();
    let hash = passwords.rehash("bl\u{e5}b\u{e6}r").await.expect("hashed");
    assert_eq!(
        passwords.compare("bla\u{30a}b\u{e6}r", Some(&hash)).await.expect("compared"),
        Compared::Right
    );
}

#[tokio::test]
async fn notices_a_hash_of_yesterday() {
    let passwords = passwords();
    let old =
        Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8_192, 1, 1, None).expect("parameters"));
    let hash = hash(&old, "et gammelt passord").expect("hashed");
    assert_eq!(
        passwords.compare("et gammelt passord", Some(&hash)).await.expect("compared"),
        Compared::RightButDated
    );
    assert_eq!(passwords.compare("noe annet", Some(&hash)).await.expect("compared"), Compared::Wrong);
}

#[tokio::test]
async fn the_stand_in_costs_as_much_and_fits_nothing() {
    let passwords = passwords();
    assert!(passwords.stand_in.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", passwords.stand_in);
    assert_eq!(passwords.compare("", None).await.expect("compared"), Compared::Wrong);
    let none_yet = passwords.none_yet().expect("made up");
    assert_eq!(passwords.compare("", Some(&none_yet)).await.expect("compared"), Compared::Wrong);
    assert_ne!(none_yet, passwords.stand_in);
}

#[tokio::test]
async fn two_at_once_and_the_others_wait() {
    let passwords = Arc::new(passwords());
    let running = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let (passwords, running) = (Arc::clone(&passwords), Arc::clone(&running));
            tokio::spawn(async move {
                let work = move || {
                    let now = running.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1;
                    std::thread::sleep(std::time::Duration::from_millis(5));
                    running.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
                    Ok(now)
                };
                passwords.compute(work).await.expect("computed")
            })
        })
        .collect();
    for task in tasks {
        assert!(task.await.expect("it ends") <= AT_ONCE);
    }
}
