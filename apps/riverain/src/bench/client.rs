//! A client that keeps its connection open and sends one request after the other.

use axum::body::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response,
    body::Incoming,
    client::conn::http1::{SendRequest, handshake},
    header::HeaderValue,
    http::request::Builder,
};
use hyper_util::rt::TokioIo;
use std::io;
use tokio::net::TcpStream;

pub struct Client {
    host: String,
    sender: SendRequest<Full<Bytes>>,
    /// Name and value, once the server gave one.
    cookie: Option<HeaderValue>,
}

/// An answer that goes on.
pub struct Stream {
    body: Incoming,
    path: String,
    /// Its connection lives as long.
    client: Client,
}

impl Stream {
    /// What came next, as text. One that ends is asked for again, as a browser does.
    pub async fn next(&mut self) -> io::Result<String> {
        loop {
            if let Some(frame) = self.body.frame().await {
                let data = frame.map_err(io::Error::other)?.into_data().unwrap_or_default();
                return Ok(String::from_utf8_lossy(&data).into_owned());
            }
            self.body = self.client.ask(Request::get(self.path.as_str()), Bytes::new()).await?.into_body();
        }
    }
}

/// Status and body of an answer.
pub type Answer = (u16, Bytes);

impl Client {
    /// Connects to `address`, a host and a port.
    pub async fn connect(address: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
        super::installation::start_beside(async move {
            // The connection ends with its client.
            let _ = connection.await;
        });
        Ok(Self { host: address.to_owned(), sender, cookie: None })
    }

    pub async fn get(&mut self, path: &str) -> io::Result<Answer> {
        self.send(Request::get(path), Bytes::new()).await
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, form: String) -> io::Result<Answer> {
        let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        self.send(request, Bytes::from(form)).await
    }

    pub fn has_cookie(&self) -> bool {
        self.cookie.is_some()
    }

    /// Asks for what goes on.
    pub async fn stream(mut self, path: &str) -> io::Result<Stream> {
        let body = self.ask(Request::get(path), Bytes::new()).await?.into_body();
        Ok(Stream { body, path: path.to_owned(), client: self })
    }

    async fn ask(&mut self, request: Builder, body: Bytes) -> io::Result<Response<Incoming>> {
        let cookie = self.cookie.iter().fold(request, |request, cookie| request.header("cookie", cookie));
        let request = cookie.header("host", &self.host).body(Full::new(body)).map_err(io::Error::other)?;
        self.sender.ready().await.map_err(io::Error::other)?;
        self.sender.send_request(request).await.map_err(io::Error::other)
    }

    async fn send(&mut self, request: Builder, body: Bytes) -> io::Result<Answer> {
        let response = self.ask(request, body).await?;
        let status = response.status().as_u16();
        let given =
            response.headers().get("set-cookie").and_then(|it| it.to_str().ok()?.split(';').next()?.parse().ok());
        self.cookie = given.or(self.cookie.take());
        let body = response.into_body().collect().await.map_err(io::Error::other)?.to_bytes();
        Ok((status, body))
    }
}
