//! Which form of a table a request wants, and the answer in it.

use super::{Book, CSV, Column, Columns, CsvWriter, XLSX};
use crate::http::accept;
use crate::http::problem::Problem;
use actix_web::HttpMessage;
use serde_json::Value;
use std::sync::Arc;

/// The forms that a table has besides JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Csv,
    Xlsx,
}

impl Form {
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Csv => super::csv::CONTENT_TYPE,
            Self::Xlsx => XLSX,
        }
    }

    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    fn of(media_type: &str) -> Option<Self> {
        match media_type {
            CSV => Some(Self::Csv),
            XLSX => Some(Self::Xlsx),
            _ => None,
        }
    }
}

/// Noted by the border where the client would rather have rows than JSON.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub form: Form,
    pub columns: Arc<Columns>,
    /// What the file is called.
    name: String,
    fields: Option<String>,
    expand: Option<String>,
    pub bom: bool,
}

impl Wanted {
    /// None: the client wants JSON, or something else that is no table. Of what it wants alike it gets the first that is offered.
    pub fn of(
        request: &impl HttpMessage,
        query: &str,
        route: &str,
        offered: &[String],
        columns: impl FnOnce() -> Option<Arc<Columns>>,
    ) -> Option<Self> {
        if !offered.iter().any(|kind| Form::of(kind).is_some()) {
            return None;
        }
        let form = Form::of(accept::best_of(request, offered)?)?;
        let last = route.rsplit('/').find(|part| !part.starts_with('{')).unwrap_or("rows");
        // An address of its own ends as the file does.
        let name = last.split('.').next().unwrap_or(last).to_owned();
        let mut wanted = Self { form, columns: columns()?, name, fields: None, expand: None, bom: false };
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "fields" => wanted.fields = Some(value.into_owned()),
                "expand" => wanted.expand = Some(value.into_owned()),
                "bom" => wanted.bom = value == "true",
                _ => {}
            }
        }
        Some(wanted)
    }

    pub fn shown(&self) -> Vec<&Column> {
        self.columns.shown(self.fields.as_deref(), self.expand.as_deref())
    }

    pub fn disposition(&self) -> String {
        format!("attachment; filename=\"{}.{}\"", self.name, self.form.extension())
    }

    /// The items of an answer as a table.
    pub fn written(&self, body: &[u8]) -> Result<Vec<u8>, Problem> {
        let body: Value = serde_json::from_slice(body).map_err(Problem::internal)?;
        let rows = body["items"].as_array().map(Vec::as_slice).unwrap_or_default();
        let columns = self.shown();
        match self.form {
            Form::Csv => {
                let mut csv = CsvWriter::new(&columns, self.bom).map_err(Problem::internal)?;
                rows.iter().try_for_each(|row| csv.row(&columns, row)).map_err(Problem::internal)?;
                csv.take().map_err(Problem::internal)
            }
            Form::Xlsx => {
                let mut book = Book::new(&columns).map_err(Problem::internal)?;
                rows.iter().try_for_each(|row| book.row(&columns, row)).map_err(Problem::internal)?;
                book.finish().map_err(Problem::internal)
            }
        }
    }
}
