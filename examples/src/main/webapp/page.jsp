<%@ page contentType="text/html;charset=UTF-8" session="false" %><%--
--%><%@ taglib prefix="c" uri="jakarta.tags.core" %><%--
--%><%@ taglib prefix="fmt" uri="jakarta.tags.fmt" %><%--
--%><%@ taglib prefix="fn" uri="jakarta.tags.functions" %><%--
--%><c:set var="name" value="${empty param.name ? 'you' : fn:substring(param.name, 0, 40)}"/><!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>A JSP - Lanner examples</title>
  <link rel="icon" href="icon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="style.css">
</head>
<body>
<header>
  <img src="icon.svg" alt="" width="56" height="56">
  <div>
    <h1>Hello, <c:out value="${name}"/></h1>
    <p>This page is a JSP: translated when it was first asked for, with the Expression Language and JSTL.</p>
  </div>
</header>

<main id="main">
  <section aria-labelledby="form-title">
    <h2 id="form-title">A parameter</h2>
    <p>What you type comes back by <code>&lt;c:out&gt;</code>, so that markup stays text.</p>
    <form action="page.jsp" method="get" accept-charset="utf-8">
      <label for="name">Name</label>
      <input id="name" name="name" maxlength="40" value="<c:out value="${name}"/>">
      <div class="buttons">
        <button type="submit">Greet</button>
      </div>
    </form>
  </section>

  <section aria-labelledby="loop-title">
    <h2 id="loop-title">A loop</h2>
    <p>Squares by <code>&lt;c:forEach&gt;</code>, formatted by <code>&lt;fmt:formatNumber&gt;</code> in the language that
      your browser asks for:</p>
    <ul>
      <c:forEach var="n" items="${[7, 77, 777, 7777]}">
      <li>${n}&#178; = <fmt:formatNumber value="${n * n}"/></li>
      </c:forEach>
    </ul>
  </section>
</main>

<footer>
  <p><a href="./">All examples</a></p>
</footer>
</body>
</html>
