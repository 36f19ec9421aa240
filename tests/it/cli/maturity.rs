//! Scoring a round again, at a terminal.

use serde_json::json;

use super::questionnaires::shell_on;
use crate::harness::both;
use crate::world::{CREATE_MODEL, SAVE, SUBMIT, World, done, model};

both! {
    async fn a_round_is_scored_again_and_by_another_model(app: TestApp) {
        let world = World::new(&app).await;
        let round = world.open_round(&app).await;
        let answers = json!([{ "questionId": world.question(), "state": "ANSWERED", "optionIds": [world.option(1)] }]);
        done(&round.respondent, SAVE, json!({ "answers": answers })).await;
        done(&round.respondent, SUBMIT, json!({})).await;
        let shell = shell_on(&app);
        let told = shell.run(&["rescore", "--round", &round.id, "--check"]);
        assert_eq!(told.err.trim(), "1 of 1 responses");
        assert_eq!(told.done(), "1 responses came out exactly as they are stored.\n");
        let txn = app.system().begin().await.unwrap();
        sea_orm::ConnectionTrait::execute_unprepared(&txn, "UPDATE score SET point = 0.25").await.unwrap();
        txn.commit().await.unwrap();
        let err = shell.run(&["rescore", "--round", &round.id, "--check"]).refused();
        assert!(err.contains("1 of 1 responses come out otherwise than they are stored"), "{err}");
        let told = shell.run(&["rescore", "--round", &round.id]).done();
        assert_eq!(told, "1 responses came out otherwise and were stored, 0 were as they are stored.\n");
        shell.run(&["rescore", "--round", &round.id, "--check"]).done();

        done(&world.analyst, CREATE_MODEL, json!({ "input": model(&world.study, &world.question()) })).await;
        let told = shell.run(&["rescore", "--round", &round.id, "--model", "2"]).done();
        assert_eq!(told, "The round is scored by model 2 from now on; 1 responses were scored by it.\n");
        let err = shell.run(&["rescore", "--round", &round.id, "--model", "7"]).refused();
        assert!(err.contains("the study of the round has no such model"), "{err}");
        let nowhere = "round_018f0000000070008000000000000001";
        assert!(shell.run(&["rescore", "--round", nowhere]).refused().contains("there is no such round"));
        assert!(shell.run(&["rescore", "--round", "x"]).refused().contains("x is not the id of a round"));
    }
}
